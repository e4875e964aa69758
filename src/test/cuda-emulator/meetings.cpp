#include "meetings.h"
#include <algorithm>
#include <cstring>

namespace {
bool same(const char* one, const char* other) { return one == other || !std::strcmp(one, other); }
} // namespace

bool same(const Place& one, const Place& other) {
    return one.line == other.line && same(one.what, other.what) && same(one.file, other.file);
}

std::string text(const Place& place) {
    const char* slash = std::strrchr(place.file, '/');
    return std::string(slash ? slash + 1 : place.file) + ":" + std::to_string(place.line);
}

bool Warp::arrive(unsigned lane, uint64_t value, unsigned mask, const char* what) {
    sent[lane] = value;
    Meeting* const end = meetings + count;
    Meeting* found = std::find_if(meetings, end, [&](const Meeting& m) { return m.mask == mask && same(m.what, what); });
    if (found == end) {
        *found = {what, mask, 0};
        count++;
    }
    found->arrived |= 1u << lane;
    return complete(*found);
}

bool Warp::end(unsigned lane) {
    ended |= 1u << lane;
    return count > 0;
}

unsigned Warp::release() {
    unsigned released = 0;
    for (unsigned m = count; m-- > 0;) {
        const Meeting meeting = meetings[m];
        if (!complete(meeting)) continue;
        meetings[m] = meetings[--count];
        for (unsigned lane = 0; lane < WARP; lane++)
            if (meeting.mask >> lane & 1) received[lane] = meeting.arrived >> lane & 1 ? sent[lane] : ~uint64_t(0);
        released |= meeting.arrived;
    }
    return released;
}

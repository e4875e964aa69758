// Where threads wait for each other: the barriers of a block and of a cluster, and the functions of a warp.
#pragma once
#include <cstdint>
#include <string>

constexpr unsigned WARP = 32;

struct Place {
    const char *what, *file;
    int line;
};
bool same(const Place& one, const Place& other);
std::string text(const Place& place); // probes.cu:12

// Counts who waits; all must do so at one place.
class Barrier {
    unsigned waiting = 0;
    Place first{};
    bool apart = false;

  public:
    void arrive(const Place& place) {
        if (!waiting++) first = place;
        else apart |= !same(first, place);
    }
    bool complete(unsigned all) const { return waiting == all && !apart; }
    unsigned missing(unsigned all) const { return all - waiting; }
    void release() { waiting = 0; }
};

// Lanes meet that name the same mask in the same function. One that has ended need not come.
class Warp {
    struct Meeting {
        const char* what;
        unsigned mask, arrived;
    };
    uint64_t sent[WARP], received[WARP];
    unsigned ended;
    unsigned count; // of the meetings that lanes wait for
    Meeting meetings[WARP];

    bool complete(const Meeting& meeting) const { return (meeting.mask & ~(meeting.arrived | ended)) == 0; }

  public:
    void prepare() { ended = count = 0; }
    bool arrive(unsigned lane, uint64_t value, unsigned mask, const char* what); // whether its meeting is complete
    bool end(unsigned lane);                                                    // whether lanes wait that it may let go
    unsigned release(); // the lanes whose meetings are complete; they find in values() what each lane sent
    const uint64_t* values() const { return received; }
};

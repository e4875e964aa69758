// Events: marks in a stream's work that hold the time at which it got there. None may be captured.
#include "emulator.h"
#include <chrono>
#include <set>

namespace {
struct Event {
    bool asked = false; // for a time, by cuEventRecord
    bool reached = false;
    std::chrono::steady_clock::time_point time;
};
std::set<Event*> events;
} // namespace

EXPORT int cuEventCreate(Event** event, unsigned) {
    if (int result = usable()) return result;
    events.insert(*event = new Event);
    return SUCCESS;
}
EXPORT int cuEventRecord(Event* event, Stream* stream) {
    if (int result = usable()) return result;
    if (!events.count(event)) return INVALID_HANDLE;
    if (stream && stream->capturing) return break_capture(stream, NOT_SUPPORTED);
    event->asked = true;
    event->reached = false;
    return submit(stream, [event] {
        if (events.count(event)) {
            event->time = std::chrono::steady_clock::now();
            event->reached = true;
        }
        return int(SUCCESS);
    });
}
EXPORT int cuEventElapsedTime(float* milliseconds, Event* start, Event* end) {
    if (int result = usable()) return result;
    if (!events.count(start) || !events.count(end) || !start->asked || !end->asked) return INVALID_HANDLE;
    if (!start->reached || !end->reached) return NOT_READY;
    *milliseconds = std::chrono::duration<float, std::milli>(end->time - start->time).count();
    return SUCCESS;
}
EXPORT int cuEventDestroy_v2(Event* event) {
    if (int result = usable()) return result;
    if (!events.erase(event)) return INVALID_HANDLE;
    delete event;
    return SUCCESS;
}

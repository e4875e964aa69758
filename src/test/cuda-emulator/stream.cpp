// Streams, capture and graphs. Queued work runs as late as it may, when somebody waits for it, so that reading a result
// without waiting gives what was there before.
#include "emulator.h"
#include <set>

namespace {
Stream* captured; // the stream that is capturing
std::set<Stream*> streams;
constexpr size_t MOST_PENDING = 100000; // bounds the memory of a long run

int finish(Stream* stream) {
    while (!stream->pending.empty()) {
        const Work work = std::move(stream->pending.front());
        stream->pending.pop_front();
        if (int result = work()) {
            stream->pending.clear();
            return stick(result);
        }
    }
    return SUCCESS;
}
} // namespace

int finish_all() {
    for (Stream* stream : streams)
        if (int result = finish(stream)) return result;
    return SUCCESS;
}

bool capturing() { return captured != nullptr; }

int forbid_while_capturing(int result) {
    if (!captured) return SUCCESS;
    captured->invalidated = true;
    return result;
}

int submit(Stream* stream, Work work) {
    if (stream && !streams.count(stream)) return INVALID_HANDLE;
    if (stream && stream->capturing) {
        stream->capturing->work.push_back(std::move(work));
        return SUCCESS;
    }
    if (captured && !stream) return forbid_while_capturing(CAPTURE_IMPLICIT);
    if (!stream) {
        const int result = finish_all();
        return result ? result : work();
    }
    stream->pending.push_back(std::move(work));
    return stream->pending.size() < MOST_PENDING ? int(SUCCESS) : finish(stream);
}

EXPORT int cuStreamCreate(Stream** stream, unsigned) {
    if (int result = usable()) return result;
    *stream = new Stream;
    streams.insert(*stream);
    return SUCCESS;
}
EXPORT int cuStreamDestroy_v2(Stream* stream) {
    if (streams.count(stream)) finish(stream);
    if (!streams.erase(stream)) return INVALID_HANDLE;
    delete stream;
    return SUCCESS;
}
EXPORT int cuStreamSynchronize(Stream* stream) {
    if (int result = usable()) return result;
    if (int result = forbid_while_capturing(CAPTURE_UNSUPPORTED)) return result;
    return streams.count(stream) ? finish(stream) : finish_all();
}
EXPORT int cuStreamIsCapturing(Stream* stream, int* status) {
    *status = stream && stream->capturing ? (stream->invalidated ? 2 : 1) : 0;
    return SUCCESS;
}
EXPORT int cuStreamBeginCapture_v2(Stream* stream, int) {
    if (int result = usable()) return result;
    if (!streams.count(stream) || captured) return INVALID_VALUE;
    stream->capturing = new Graph;
    stream->invalidated = false;
    captured = stream;
    return SUCCESS;
}
EXPORT int cuStreamEndCapture(Stream* stream, Graph** graph) {
    if (!streams.count(stream) || !stream->capturing) return INVALID_VALUE;
    captured = nullptr;
    *graph = stream->capturing;
    stream->capturing = nullptr;
    if (stream->invalidated) {
        delete *graph;
        *graph = nullptr;
        return CAPTURE_INVALIDATED;
    }
    return SUCCESS;
}
EXPORT int cuGraphInstantiateWithFlags(Graph** executable, Graph* graph, unsigned long long) {
    if (int result = usable()) return result;
    *executable = new Graph(*graph);
    return SUCCESS;
}
EXPORT int cuGraphLaunch(Graph* executable, Stream* stream) {
    if (int result = usable()) return result;
    if (!streams.count(stream)) return INVALID_HANDLE;
    for (const Work& work : executable->work)
        if (int result = submit(stream, work)) return result;
    return SUCCESS;
}
EXPORT int cuGraphDestroy(Graph* graph) {
    delete graph;
    return SUCCESS;
}
EXPORT int cuGraphExecDestroy(Graph* executable) {
    delete executable;
    return SUCCESS;
}
// For cuBLAS, which is a library of its own.
EXPORT int emulator_submit(Stream* stream, const Work& work) {
    if (int result = usable()) return result;
    return submit(stream, work);
}
EXPORT bool emulator_on_device(uint64_t address, size_t bytes) { return on_device(address, bytes); }

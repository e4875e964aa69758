// Streams, capture and graphs. Queued work runs as late as it may, when somebody waits for it, so that reading a result
// without waiting gives what was there before. What capture forbids follows the programming guide's section on graphs and
// cuThreadExchangeStreamCaptureMode's page; the codes that these leave open are those that others saw on real drivers.
#include "emulator.h"
#include <set>

namespace {
Stream* captured; // the stream that is capturing; unlike the real driver, one at a time
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

// The legacy stream comes after all that blocking streams do, and after nothing of the others.
int on_legacy_stream(const Work& work) {
    if (captured && captured->blocking) return break_capture(captured, CAPTURE_IMPLICIT);
    for (Stream* stream : streams)
        if (stream->blocking)
            if (int result = finish(stream)) return result;
    const int result = work();
    return result ? stick(result) : SUCCESS;
}
} // namespace

int finish_all() {
    for (Stream* stream : streams)
        if (int result = finish(stream)) return result;
    return SUCCESS;
}

void forget_streams() {
    for (Stream* stream : streams) {
        delete stream->capturing;
        delete stream;
    }
    streams.clear();
    captured = nullptr;
}

bool capturing() { return captured != nullptr; }

int break_capture(Stream* stream, int result) {
    if (stream && stream->capturing) stream->invalidated = true;
    return result;
}

int unsafe_call() {
    if (!captured || captured->mode == RELAXED) return SUCCESS;
    if (captured->mode == THREAD_LOCAL && captured->capturer != std::this_thread::get_id()) return SUCCESS;
    return break_capture(captured, CAPTURE_UNSUPPORTED);
}

int submit(Stream* stream, Work work) {
    if (!stream) return on_legacy_stream(work);
    if (!streams.count(stream)) return INVALID_HANDLE;
    if (stream->invalidated) return CAPTURE_INVALIDATED;
    if (stream->capturing) {
        stream->capturing->work.push_back(std::move(work));
        return SUCCESS;
    }
    stream->pending.push_back(std::move(work));
    return stream->pending.size() < MOST_PENDING ? int(SUCCESS) : finish(stream);
}

EXPORT int cuStreamCreate(Stream** stream, unsigned flags) {
    if (int result = usable()) return result;
    if (flags > 1) return INVALID_VALUE;
    *stream = new Stream;
    (*stream)->blocking = flags == 0;
    streams.insert(*stream);
    return SUCCESS;
}
EXPORT int cuStreamDestroy_v2(Stream* stream) {
    if (int result = usable()) return result;
    if (!streams.count(stream)) return INVALID_HANDLE;
    const int result = finish(stream);
    if (captured == stream) captured = nullptr;
    streams.erase(stream);
    delete stream;
    return result;
}
// Waiting for what is only being written down, or asking whether it is done, is what capture cannot do.
EXPORT int cuStreamSynchronize(Stream* stream) {
    if (int result = usable()) return result;
    if (!stream) return on_legacy_stream([] { return int(SUCCESS); });
    if (!streams.count(stream)) return INVALID_HANDLE;
    return stream->capturing ? break_capture(stream, CAPTURE_UNSUPPORTED) : finish(stream);
}
EXPORT int cuStreamQuery(Stream* stream) {
    if (int result = usable()) return result;
    if (!streams.count(stream)) return INVALID_HANDLE;
    if (stream->capturing) return break_capture(stream, CAPTURE_UNSUPPORTED);
    return stream->pending.empty() ? SUCCESS : NOT_READY;
}
EXPORT int cuCtxSynchronize() {
    if (int result = usable()) return result;
    return captured ? break_capture(captured, CAPTURE_UNSUPPORTED) : finish_all();
}
EXPORT int cuStreamIsCapturing(Stream* stream, int* status) {
    if (int result = usable()) return result;
    if (!stream && captured && captured->blocking) return CAPTURE_IMPLICIT; // which breaks nothing
    *status = stream && stream->capturing ? (stream->invalidated ? 2 : 1) : 0;
    return SUCCESS;
}
EXPORT int cuStreamBeginCapture_v2(Stream* stream, int mode) {
    if (int result = usable()) return result;
    if (!stream) return CAPTURE_UNSUPPORTED; // the legacy stream cannot be captured
    if (!streams.count(stream)) return INVALID_HANDLE;
    if (mode < GLOBAL || mode > RELAXED) return INVALID_VALUE;
    if (stream->capturing) return ILLEGAL_STATE;
    if (captured) return NOT_SUPPORTED;
    stream->capturing = new Graph;
    stream->invalidated = false;
    stream->mode = CaptureMode(mode);
    stream->capturer = std::this_thread::get_id();
    captured = stream;
    return SUCCESS;
}
EXPORT int cuStreamEndCapture(Stream* stream, Graph** graph) {
    if (int result = usable()) return result;
    if (!streams.count(stream)) return INVALID_HANDLE;
    if (!stream->capturing) return ILLEGAL_STATE;
    if (stream->mode != RELAXED && stream->capturer != std::this_thread::get_id()) return CAPTURE_WRONG_THREAD;
    *graph = stream->capturing;
    stream->capturing = nullptr;
    captured = nullptr;
    if (!stream->invalidated) return SUCCESS;
    stream->invalidated = false;
    delete *graph;
    *graph = nullptr;
    return CAPTURE_INVALIDATED;
}
// Only how many there are.
EXPORT int cuGraphGetNodes(Graph* graph, void* nodes, size_t* count) {
    if (int result = usable()) return result;
    if (!graph || nodes) return INVALID_VALUE;
    *count = graph->work.size();
    return SUCCESS;
}
EXPORT int cuGraphInstantiateWithFlags(Graph** executable, Graph* graph, unsigned long long) {
    if (int result = usable()) return result;
    if (!graph) return INVALID_VALUE;
    *executable = new Graph(*graph);
    return SUCCESS;
}
EXPORT int cuGraphLaunch(Graph* executable, Stream* stream) {
    if (int result = usable()) return result;
    if (no_op()) return SUCCESS;
    if (stream && !streams.count(stream)) return INVALID_HANDLE;
    if (stream && stream->capturing) return break_capture(stream, CAPTURE_UNSUPPORTED);
    for (const Work& work : executable->work)
        if (int result = submit(stream, work)) return result;
    return SUCCESS;
}
EXPORT int cuGraphDestroy(Graph* graph) {
    if (!graph) return INVALID_VALUE;
    delete graph;
    return SUCCESS;
}
EXPORT int cuGraphExecDestroy(Graph* executable) { return cuGraphDestroy(executable); }

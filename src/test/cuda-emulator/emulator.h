// What the parts of the emulated driver share.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

// Numbers and texts of CUresult; device.cpp has the texts.
enum Result {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NOT_INITIALIZED = 3,
    NO_DEVICE = 100,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    INVALID_CONTEXT = 201,
    NO_BINARY_FOR_GPU = 209,
    INVALID_PTX = 218,
    JIT_COMPILER_NOT_FOUND = 221,
    UNSUPPORTED_PTX_VERSION = 222,
    JIT_COMPILATION_DISABLED = 223,
    INVALID_HANDLE = 400,
    ILLEGAL_STATE = 401,
    NOT_FOUND = 500,
    NOT_READY = 600,
    ILLEGAL_ADDRESS = 700,
    OUT_OF_RESOURCES = 701,
    CONTEXT_IS_DESTROYED = 709,
    MISALIGNED_ADDRESS = 716,
    LAUNCH_FAILED = 719,
    NOT_SUPPORTED = 801,
    CAPTURE_UNSUPPORTED = 900,
    CAPTURE_INVALIDATED = 901,
    CAPTURE_IMPLICIT = 906,
    CAPTURE_WRONG_THREAD = 908,
    INVALID_CLUSTER_SIZE = 912,
};

using Work = std::function<int()>;

struct Graph {
    std::vector<Work> work;
};

enum CaptureMode { GLOBAL, THREAD_LOCAL, RELAXED };

struct Stream {
    bool blocking = true; // with the legacy stream
    Graph* capturing = nullptr;
    CaptureMode mode = GLOBAL;
    std::thread::id capturer;
    bool invalidated = false;
    std::deque<Work> pending;
};

// device.cpp
long setting(const char* name, long usual); // the number in MINIBATCH_EMULATOR_<name>
int usable();              // SUCCESS, or why a call cannot be taken: no context here, or an earlier sticky error
int stick(int result);     // remembers an error that ends the context
void complain(const std::string& what); // on stderr, and what cuGetErrorString(-1) gives
bool no_op();              // MINIBATCH_EMULATOR_NOOP=1: launches, products and replays return at once

// attributes.cpp
enum Attribute { // of CUdevice_attribute
    THREADS_PER_BLOCK = 1,
    SHARED_PER_BLOCK = 8,
    THREADS_PER_WARP = 10,
    REGISTERS_PER_BLOCK = 12,
    MULTIPROCESSORS = 16,
    THREADS_PER_MULTIPROCESSOR = 39,
    CAPABILITY_MAJOR = 75,
    CAPABILITY_MINOR = 76,
    SHARED_PER_MULTIPROCESSOR = 81,
    REGISTERS_PER_MULTIPROCESSOR = 82,
    SHARED_PER_BLOCK_OPTIN = 97,
};
constexpr int NO_ATTRIBUTE = -1;
int device_attribute(int attribute); // its value, or NO_ATTRIBUTE
int device_capability();             // 75 for 7.5
void forget_attributes();            // those that a test had set

// stream.cpp
int submit(Stream* stream, Work work);  // queues the work, or captures it; without a stream, runs it at once
int finish_all();                       // runs all that is queued
bool capturing();                       // whether any stream is capturing
int unsafe_call();                      // 900 and a broken capture where calls such as an allocation are not allowed
int break_capture(Stream* stream, int result); // result, and a broken capture where the stream is capturing
void forget_streams();

// memory.cpp
bool on_device(uint64_t address, size_t bytes);
std::string describe(uint64_t address); // where it lies: beside which allocation, or in which that was freed
void report_leaks();
void forget_memory();

// image.cpp
struct Image {
    std::string ptx;
    int architecture = 0; // of the machine code that was chosen or is made from the PTX, 75 for sm_75
};
int read_image(const char* data, Image& image, std::string& log); // log: what a compiler's log says where it fails

// blocks.cpp
struct Launch {
    std::string name;
    void (*function)(void**);
    std::vector<uint64_t> arguments;
    unsigned grid[3], block[3];
    unsigned shared;  // bytes of dynamic shared memory
    unsigned cluster; // blocks, in x
};
int run_kernel(const Launch& launch);

// made by build.sh from the PTX
struct HostKernel {
    const char* name;
    void (*function)(void**);
};
extern const HostKernel host_kernels[];

#define EXPORT extern "C" __attribute__((visibility("default")))

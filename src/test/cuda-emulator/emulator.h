// What the parts of the emulated driver share.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

enum Result {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NOT_INITIALIZED = 3,
    INVALID_CONTEXT = 201,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500,
    ILLEGAL_ADDRESS = 700,
    LAUNCH_FAILED = 719,
    NOT_SUPPORTED = 801,
    CAPTURE_UNSUPPORTED = 900,
    CAPTURE_INVALIDATED = 901,
    CAPTURE_IMPLICIT = 906,
};

using Work = std::function<int()>;

struct Graph {
    std::vector<Work> work;
};

struct Stream {
    Graph* capturing = nullptr;
    bool invalidated = false;
    std::deque<Work> pending;
};

// device.cpp
int usable();              // SUCCESS, or why a call cannot be taken: no context here, or an earlier sticky error
int stick(int result);     // remembers an error that ends the context
void complain(const std::string& what);

// stream.cpp
int submit(Stream* stream, Work work);  // queues the work, or captures it; without a stream, runs it after all others
int finish_all();                       // runs all that is queued
bool capturing();                       // whether any stream is capturing
int forbid_while_capturing(int result); // result and a broken capture where a stream is capturing, else SUCCESS

// memory.cpp
bool on_device(uint64_t address, size_t bytes);

// fibers.cpp
struct Launch {
    std::string name;
    void (*function)(void**);
    std::vector<uint64_t> arguments;
    unsigned grid[3], block[3];
    size_t shared; // bytes of dynamic shared memory
};
int run_kernel(const Launch& launch);

// made by build.sh from the PTX
struct HostKernel {
    const char* name;
    void (*function)(void**);
};
extern const HostKernel host_kernels[];

#define EXPORT extern "C" __attribute__((visibility("default")))

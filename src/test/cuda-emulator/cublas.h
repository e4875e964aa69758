// What the two halves of the emulated cuBLAS share.
#pragma once
#include "emulator.h"

enum Status { OK = 0, NOT_READY_YET = 1, ALLOCATION_FAILED = 3, INVALID = 7, FAILED = 13, UNSUPPORTED = 15 };
enum MathMode { DEFAULT_MATH = 0, TENSOR_OP_MATH = 1, PEDANTIC_MATH = 2, TF32_MATH = 3, NO_REDUCED_REDUCTION = 16 };

struct Handle {
    Stream* stream = nullptr;
    bool scalars_on_device = false;
    bool own_workspace = false;
    int math = DEFAULT_MATH;
};

EXPORT int emulator_submit(Stream* stream, const Work& work);
EXPORT int emulator_usable();
EXPORT bool emulator_on_device(uint64_t address, size_t bytes);
EXPORT bool emulator_no_op();
EXPORT int emulator_unsafe_call();
EXPORT bool emulator_capturing(const Stream* stream);
EXPORT void emulator_complain(const char* what);

inline uint64_t number(const void* pointer) { return reinterpret_cast<uint64_t>(pointer); }

// The threads of the blocks that are alive together: who runs, who waits for whom.
#pragma once
#include "emulator.h"

struct EmulatedIndex;

extern const Launch* launched;
int run_blocks(const EmulatedIndex* blocks, unsigned count, unsigned threads); // SUCCESS, or what a thread failed by
bool in_kernel();         // whether the caller runs as a thread of a block
std::string who();        // the running thread, for messages
std::string text(const EmulatedIndex& index);                // 3, or (1, 2, 0)
[[noreturn]] void fail(int result, const std::string& what); // ends the running thread and its launch

// The threads of one block: who runs, who waits for whom.
#pragma once
#include "emulator.h"

extern const Launch* launched;
int run_block(unsigned threads);              // SUCCESS, or what a thread of it failed by
bool in_kernel();                             // whether the caller runs as a thread of a block
std::string who();                            // the running thread, for messages
std::string block_text();                     // the running block, likewise
[[noreturn]] void fail(int result, const std::string& what); // ends the running thread and its launch

// Shared memory of the blocks that are alive at the same time.
#pragma once
#include <cstddef>
#include <cstdint>

constexpr size_t MOST_DYNAMIC = 256 << 10; // more than any device has

void clear_shared(unsigned blocks, size_t bytes); // for so many blocks with so much dynamic memory each; filled with NaN
char* dynamic_shared(unsigned block);             // where that of a block begins
void close_shared(unsigned block);                // forbids its dynamic memory, because the block has ended
void open_shared();                               // allows all again
int closed_shared(uint64_t address);              // the block that has ended and whose memory this is; -1: none
bool shared_is_overrun(unsigned block);           // whether somebody wrote beside it

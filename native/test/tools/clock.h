// The clock of every tool's lines: CLOCK_MONOTONIC in nanoseconds, the same for all processes of the machine
// and for process.hrtime.bigint() in Node.
#pragma once

#include <cstdint>
#include <ctime>

inline std::int64_t MonotonicNanoseconds() {
  struct timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

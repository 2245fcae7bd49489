// What must hold whatever the input; when it does not, the fuzzer keeps the input as a finding.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace netwake::fuzz {

inline void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace netwake::fuzz

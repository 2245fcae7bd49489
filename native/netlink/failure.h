// What the system has refused.
#pragma once

namespace netwake::netlink {

// A refused system call. `syscall` is a string literal; null means that nothing failed.
struct Failure {
  const char* syscall = nullptr;
  int error = 0;  // positive errno
  explicit operator bool() const { return syscall != nullptr; }
};

}  // namespace netwake::netlink

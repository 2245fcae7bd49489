#include "probe/connect_socket.h"

#include <doctest/doctest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <iterator>

namespace netwake::probe {

namespace {

// Has setsockopt(SO_BINDTODEVICE) fail with `error` in this process from now on, as a sandbox would.
bool RefuseToBind(int error) {
  struct sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_setsockopt, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SO_BINDTODEVICE, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog filter = {static_cast<unsigned short>(std::size(program)), program};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

struct Attempt {
  int error;
  bool unbound;
  bool operator==(const Attempt&) const = default;
};

// The errno, and whether it is unbound, of a connect through loopback in a process that is refused to bind.
Attempt ConnectWhereRefused(int error) {
  const pid_t child = fork();
  if (child == 0) {
    Destination destination;
    if (!RefuseToBind(error) || !MakeDestination(4, "127.0.0.1", 9, "lo", destination)) _exit(255);
    ConnectSocket socket;
    const int result = socket.Connect(destination);
    _exit(result * 2 + (socket.unbound() ? 1 : 0));
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) != 255);
  return {WEXITSTATUS(status) / 2, WEXITSTATUS(status) % 2 == 1};
}

}  // namespace

TEST_SUITE("connect socket") {
  TEST_CASE("is bound to its interface") {
    Destination destination;
    REQUIRE(MakeDestination(4, "127.0.0.1", 9, "lo", destination));
    ConnectSocket socket;
    socket.Connect(destination);
    char name[16] = {};
    socklen_t length = sizeof(name);
    REQUIRE(getsockopt(socket.descriptor(), SOL_SOCKET, SO_BINDTODEVICE, name, &length) == 0);
    CHECK(std::string(name) == "lo");
    CHECK_FALSE(socket.unbound());
  }

  TEST_CASE("leaves unbound, and says so, where the system refuses to bind it") {
    CHECK(ConnectWhereRefused(EPERM) == Attempt{0, true});
  }

  TEST_CASE("fails where the interface is not there") {
    CHECK(ConnectWhereRefused(ENODEV) == Attempt{ENODEV, false});
  }
}

}  // namespace netwake::probe

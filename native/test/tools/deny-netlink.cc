// Runs a command for which socket(AF_NETLINK, …) fails, as under systemd's RestrictAddressFamilies, in a snap
// or on Android: the monitor has to fall back to polling and say why.
//   deny-netlink [--errno NAME] COMMAND [ARGUMENTS]        (EACCES, unless told otherwise)
// A seccomp filter, which stays with all that the command starts. Needs no privilege.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "the number of socket(2) is known for x86_64 and aarch64"
#endif

// The low half of the first argument; both machines are little-endian.
constexpr std::uint32_t kFirstArgument = offsetof(struct seccomp_data, args);

int ErrnoByName(const char* name) {
  for (int number = 1; number < 134; ++number) {
    const char* known = strerrorname_np(number);
    if (known != nullptr && std::strcmp(known, name) == 0) return number;
  }
  return 0;
}

bool Install(int error) {
  struct sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      // System calls of another architecture have other numbers: rather none than a way around.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kFirstArgument),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog filter = {sizeof(program) / sizeof(program[0]), program};
  // Without privilege a filter is accepted only from who can no longer gain any.
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace

int main(int count, char** arguments) {
  int error = EACCES;
  char** command = arguments + 1;
  if (count > 2 && std::strcmp(arguments[1], "--errno") == 0) {
    error = ErrnoByName(arguments[2]);
    command += 2;
  }
  if (error == 0 || *command == nullptr) {
    std::fprintf(stderr, "usage: deny-netlink [--errno NAME] COMMAND [ARGUMENTS]\n");
    return 64;
  }
  if (!Install(error)) {
    std::perror("seccomp");
    return 1;
  }
  execvp(*command, command);
  std::perror(*command);
  return 127;
}

// Sets interfaces up and down for the latency bench, with the time of each change. Resident: a process a
// change would add its start to every sample.
//   linkctl [--netns-pid PID]
// Reads `up NAME` and `down NAME` from stdin, and prints for each `BEFORE AFTER` (CLOCK_MONOTONIC nanoseconds
// around the system call), or `error ERRNO`. With --netns-pid it works in the network namespace of that
// process.
//
// SIOCSIFFLAGS and not RTM_NEWLINK: both end in the same dev_change_flags() under the RTNL lock and were
// measured at the same 30 microseconds, but the ioctl takes a name and answers by returning: no
// acknowledgement has to be read.
#include <fcntl.h>
#include <linux/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "clock.h"

namespace {

void EnterNamespaceOf(const char* process) {
  char path[64];
  std::snprintf(path, sizeof(path), "/proc/%s/ns/net", process);
  const int handle = open(path, O_RDONLY | O_CLOEXEC);
  if (handle < 0 || setns(handle, CLONE_NEWNET) < 0) {
    std::perror(path);
    std::exit(1);
  }
  close(handle);
}

void SetUp(int control, const char* name, bool up) {
  struct ifreq request = {};
  std::snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
  // The flags are set as a whole: the others must stay as they are.
  int result = ioctl(control, SIOCGIFFLAGS, &request);
  request.ifr_flags = static_cast<short>(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
  const std::int64_t before = MonotonicNanoseconds();
  if (result == 0) result = ioctl(control, SIOCSIFFLAGS, &request);
  const std::int64_t after = MonotonicNanoseconds();
  if (result < 0) {
    std::printf("error %s\n", strerrorname_np(errno));
  } else {
    std::printf("%lld %lld\n", static_cast<long long>(before), static_cast<long long>(after));
  }
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 3 && std::strcmp(arguments[1], "--netns-pid") == 0) {
    EnterNamespaceOf(arguments[2]);
  } else if (count != 1) {
    std::fprintf(stderr, "usage: linkctl [--netns-pid PID]\n");
    return 64;
  }
  const int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (control < 0) {
    std::perror("socket");
    return 1;
  }
  char line[256];
  while (std::fgets(line, sizeof(line), stdin) != nullptr) {
    char verb[8] = {}, name[IFNAMSIZ] = {};
    const bool understood = std::sscanf(line, "%7s %15s", verb, name) == 2;
    const bool up = std::strcmp(verb, "up") == 0;
    if (!understood || (!up && std::strcmp(verb, "down") != 0)) {
      std::printf("error EINVAL\n");
      std::fflush(stdout);
      continue;
    }
    SetUp(control, name, up);
  }
}

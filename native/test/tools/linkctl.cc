// Sets interfaces up and down for the latency bench, with the time of each change, and puts the default route
// back. Resident: a process a change would add its start to every sample, and take the caches from those who
// are measured.
//   linkctl [--netns-pid PID]
// Reads `up NAME`, `down NAME` and `route GATEWAY` (IPv4) from stdin, and prints for each `BEFORE AFTER`
// (CLOCK_MONOTONIC nanoseconds around the system call), or `error ERRNO`. With --netns-pid it works in the
// network namespace of that process.
//
// SIOCSIFFLAGS and not RTM_NEWLINK: both end in the same dev_change_flags() under the RTNL lock and were
// measured at the same 30 microseconds, but the ioctl takes a name and answers by returning: no
// acknowledgement has to be read.
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/route.h>
#include <netinet/in.h>
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

void Refuse(int error) { std::printf("error %s\n", strerrorname_np(error)); }

// Makes the change, and prints when.
void Timed(int control, unsigned long change, void* request) {
  const std::int64_t before = MonotonicNanoseconds();
  const int result = ioctl(control, change, request);
  const std::int64_t after = MonotonicNanoseconds();
  if (result < 0) return Refuse(errno);
  std::printf("%lld %lld\n", static_cast<long long>(before), static_cast<long long>(after));
}

void SetUp(int control, const char* name, bool up) {
  struct ifreq request = {};
  std::snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
  // The flags are set as a whole: the others must stay as they are.
  if (ioctl(control, SIOCGIFFLAGS, &request) < 0) return Refuse(errno);
  request.ifr_flags = static_cast<short>(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
  Timed(control, SIOCSIFFLAGS, &request);
}

void SetAddress(struct sockaddr& socket_address, struct in_addr address) {
  struct sockaddr_in ipv4 = {};
  ipv4.sin_family = AF_INET;
  ipv4.sin_addr = address;
  std::memcpy(&socket_address, &ipv4, sizeof(socket_address));
}

void AddDefaultRoute(int control, const char* gateway) {
  struct in_addr address = {};
  if (inet_pton(AF_INET, gateway, &address) != 1) return Refuse(EINVAL);
  struct rtentry request = {};
  SetAddress(request.rt_gateway, address);
  SetAddress(request.rt_dst, {INADDR_ANY});
  SetAddress(request.rt_genmask, {INADDR_ANY});
  request.rt_flags = RTF_UP | RTF_GATEWAY;
  Timed(control, SIOCADDRT, &request);
}

void Obey(int control, const char* line) {
  char verb[8] = {}, operand[INET_ADDRSTRLEN] = {};
  static_assert(INET_ADDRSTRLEN == IFNAMSIZ);
  if (std::sscanf(line, "%7s %15s", verb, operand) != 2) return Refuse(EINVAL);
  if (std::strcmp(verb, "up") == 0) return SetUp(control, operand, true);
  if (std::strcmp(verb, "down") == 0) return SetUp(control, operand, false);
  if (std::strcmp(verb, "route") == 0) return AddDefaultRoute(control, operand);
  Refuse(EINVAL);
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
    Obey(control, line);
    std::fflush(stdout);
  }
}

// The reference of the recovery bench: from when on can packets flow again?
//   connect-loop ADDRESS PORT INTERFACE
// On each line of standard input it begins: a fresh non-blocking connect(2) every millisecond, none of which
// is given up, until the first has succeeded. Then it prints `connected NANOSECONDS` (CLOCK_MONOTONIC) and
// waits for the next line. Its first word is `ready`. It ends with its standard input.
// On the line `carrier` it begins with the message of the kernel that INTERFACE has one: a connect without a
// carrier leaves an ARP request that the kernel repeats after a second only, for everybody.
#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "clock.h"

namespace {

// Ten seconds of tries: what takes longer has hung.
constexpr std::size_t kMostTries = 10'000;

[[noreturn]] void Die(const char* what) {
  std::perror(what);
  std::exit(1);
}

void Say(const char* word, std::int64_t nanoseconds) {
  std::printf("%s %lld\n", word, static_cast<long long>(nanoseconds));
  std::fflush(stdout);
}

// Answers -1 when it failed at once: without a route it does.
int Begin(int poll, const struct sockaddr_in& address) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) Die("socket");
  const struct linger reset = {1, 0};
  setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
  const auto* name = reinterpret_cast<const struct sockaddr*>(&address);
  if (connect(descriptor, name, sizeof(address)) < 0 && errno != EINPROGRESS) {
    close(descriptor);
    return -1;
  }
  struct epoll_event interest = {};
  interest.events = EPOLLOUT;
  interest.data.fd = descriptor;
  if (epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &interest) < 0) Die("epoll_ctl");
  return descriptor;
}

bool HasConnected(int descriptor) {
  int error = 0;
  socklen_t length = sizeof(error);
  getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
  return error == 0;
}

// Answers when the first connect had succeeded.
std::int64_t ConnectOnce(int poll, const struct sockaddr_in& address) {
  std::vector<int> open;
  std::int64_t connected = 0;
  for (std::size_t tries = 0; connected == 0 && tries < kMostTries; ++tries) {
    const int begun = Begin(poll, address);
    if (begun >= 0) open.push_back(begun);
    struct epoll_event events[16] = {};
    const int ready = epoll_wait(poll, events, 16, 1);
    const std::int64_t now = MonotonicNanoseconds();
    for (int position = 0; position < ready; ++position) {
      if (HasConnected(events[position].data.fd)) {
        connected = now;
      } else {
        epoll_ctl(poll, EPOLL_CTL_DEL, events[position].data.fd, nullptr);
      }
    }
  }
  for (const int descriptor : open) close(descriptor);
  return connected;
}

int ListenToLinks() {
  const int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  struct sockaddr_nl address = {};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK;
  const auto* name = reinterpret_cast<const struct sockaddr*>(&address);
  if (descriptor < 0 || bind(descriptor, name, sizeof(address)) < 0) Die("netlink");
  return descriptor;
}

bool SaysRunning(const char* datagram, std::size_t size, const char* interface) {
  const unsigned index = if_nametoindex(interface);
  auto remaining = static_cast<unsigned>(size);
  for (auto* message = reinterpret_cast<const struct nlmsghdr*>(datagram); NLMSG_OK(message, remaining);
       message = NLMSG_NEXT(message, remaining)) {
    if (message->nlmsg_type != RTM_NEWLINK) continue;
    const auto* link = static_cast<const struct ifinfomsg*>(NLMSG_DATA(message));
    if (static_cast<unsigned>(link->ifi_index) == index && (link->ifi_flags & IFF_RUNNING) != 0) return true;
  }
  return false;
}

// The messages of before the line was read are still in the buffer: that it had a carrier then says nothing.
void Forget(int links) {
  char rest[8192];
  while (recv(links, rest, sizeof(rest), MSG_DONTWAIT) > 0) {
  }
}

void AwaitCarrier(int links, const char* interface) {
  alignas(struct nlmsghdr) char datagram[32768];
  for (;;) {
    const ssize_t size = recv(links, datagram, sizeof(datagram), 0);
    if (size < 0 && errno != ENOBUFS) Die("recv");
    if (size > 0 && SaysRunning(datagram, static_cast<std::size_t>(size), interface)) return;
  }
}

}  // namespace

int main(int count, char** arguments) {
  struct sockaddr_in address = {};
  address.sin_family = AF_INET;
  if (count != 4 || inet_pton(AF_INET, arguments[1], &address.sin_addr) != 1) {
    std::fprintf(stderr, "usage: connect-loop ADDRESS PORT INTERFACE\n");
    return 64;
  }
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(arguments[2])));
  const int poll = epoll_create1(EPOLL_CLOEXEC);
  if (poll < 0) Die("epoll_create1");
  const int links = ListenToLinks();
  Say("ready", MonotonicNanoseconds());
  char line[32];
  while (std::fgets(line, sizeof(line), stdin) != nullptr) {
    if (std::strcmp(line, "carrier\n") == 0) {
      Forget(links);
      Say("waiting", MonotonicNanoseconds());
      AwaitCarrier(links, arguments[3]);
    }
    Say("connected", ConnectOnce(poll, address));
  }
  return 0;
}

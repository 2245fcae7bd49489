// The reference of the storm benches: the least that a program can do to keep a table of all interfaces.
//   table-epoll [RECEIVE-BUFFER-BYTES]
// Prints `ready`; then, for each line on stdin, one line of JSON with the table (index: 1 for IFF_UP, 2 for a
// carrier, or both), how many link messages it has read, how often it was told that some were lost, and when
// (CLOCK_MONOTONIC) the table changed last. It does not make good what it lost. Ends with its stdin.
#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <unordered_map>

#include "clock.h"

namespace {

[[noreturn]] void Die(const char* what) {
  std::perror(what);
  std::exit(1);
}

unsigned StateOf(unsigned flags) {
  constexpr unsigned kCarrier = IFF_RUNNING | IFF_LOWER_UP;
  return ((flags & IFF_UP) != 0 ? 1u : 0u) | ((flags & kCarrier) == kCarrier ? 2u : 0u);
}

class TableWatch {
 public:
  explicit TableWatch(int receive_buffer_bytes) {
    // The groups of native/netlink/event_source.cc: the reference hears as much as the addon does.
    static constexpr int kGroups[] = {RTNLGRP_LINK,       RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
                                      RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,  RTNLGRP_IPV4_RULE,
                                      RTNLGRP_IPV6_RULE,  RTNLGRP_NEXTHOP};
    descriptor_ = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    struct sockaddr_nl address = {};
    address.nl_family = AF_NETLINK;
    if (bind(descriptor_, reinterpret_cast<struct sockaddr*>(&address), sizeof(address)) < 0) Die("bind");
    if (receive_buffer_bytes > 0) {
      setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof(receive_buffer_bytes));
    }
    for (const int group : kGroups) {
      if (setsockopt(descriptor_, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) < 0)
        Die("join");
    }
    AskForDump();
  }

  int descriptor() const { return descriptor_; }
  bool complete() const { return complete_; }

  // Until there is nothing left.
  void Read() {
    for (;;) {
      const ssize_t length = recv(descriptor_, buffer_, sizeof(buffer_), 0);
      if (length < 0 && errno == EAGAIN) return;
      if (length < 0 && errno == ENOBUFS) ++overflows_;
      if (length < 0 && errno != ENOBUFS && errno != EINTR) Die("recv");
      auto left = static_cast<unsigned>(length < 0 ? 0 : length);
      for (auto* message = reinterpret_cast<struct nlmsghdr*>(buffer_); NLMSG_OK(message, left);
           message = NLMSG_NEXT(message, left)) {
        Take(message);
      }
    }
  }

  void Report() const {
    std::printf("{\"messages\":%llu,\"overflows\":%llu,\"changedAtMs\":%.3f,\"table\":{", messages_,
                overflows_, static_cast<double>(changed_at_) / 1e6);
    const char* separator = "";
    for (const auto& [index, state] : states_) {
      std::printf("%s\"%d\":%u", separator, index, state);
      separator = ",";
    }
    std::printf("}}\n");
    std::fflush(stdout);
  }

 private:
  void AskForDump() {
    struct {
      struct nlmsghdr header;
      struct ifinfomsg link;
    } request = {};
    request.header.nlmsg_len = sizeof(request);
    request.header.nlmsg_type = RTM_GETLINK;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    if (send(descriptor_, &request, sizeof(request), 0) < 0) Die("send");
  }

  void Take(const struct nlmsghdr* message) {
    if (message->nlmsg_type == NLMSG_DONE) complete_ = true;
    if (message->nlmsg_type != RTM_NEWLINK && message->nlmsg_type != RTM_DELLINK) return;
    const auto* link = static_cast<const struct ifinfomsg*>(NLMSG_DATA(message));
    if (link->ifi_family != AF_UNSPEC) return;
    ++messages_;
    if (message->nlmsg_type == RTM_DELLINK) {
      if (states_.erase(link->ifi_index) == 0) return;
    } else {
      const unsigned state = StateOf(link->ifi_flags);
      const auto [known, is_new] = states_.try_emplace(link->ifi_index, state);
      if (!is_new && known->second == state) return;
      known->second = state;
    }
    changed_at_ = MonotonicNanoseconds();
  }

  int descriptor_ = -1;
  bool complete_ = false;
  unsigned long long messages_ = 0;
  unsigned long long overflows_ = 0;
  std::int64_t changed_at_ = 0;
  std::unordered_map<int, unsigned> states_;
  alignas(struct nlmsghdr) char buffer_[32 * 1024];
};

void Await(int poll, int descriptor) {
  struct epoll_event interest = {};
  interest.events = EPOLLIN;
  interest.data.fd = descriptor;
  if (epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &interest) < 0) Die("epoll_ctl");
}

}  // namespace

int main(int count, char** arguments) {
  static TableWatch watch(count > 1 ? std::atoi(arguments[1]) : 0);
  const int poll = epoll_create1(EPOLL_CLOEXEC);
  Await(poll, watch.descriptor());
  Await(poll, STDIN_FILENO);
  bool told = false;
  for (;;) {
    struct epoll_event event = {};
    const int ready = epoll_wait(poll, &event, 1, -1);
    if (ready < 0 && errno != EINTR) Die("epoll_wait");
    if (ready <= 0) continue;
    if (event.data.fd == watch.descriptor()) {
      watch.Read();
      if (watch.complete() && !told) told = puts("ready") >= 0 && std::fflush(stdout) == 0;
      continue;
    }
    char question[64];
    if (read(STDIN_FILENO, question, sizeof(question)) <= 0) return 0;
    watch.Report();
  }
}

// The least that one can do to follow one interface: a netlink socket joined to the groups of the addon, and
// a look at ifi_flags. No table, no dump, no attributes.
#pragma once

#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "clock.h"

[[noreturn]] inline void Die(const char* what) {
  std::perror(what);
  std::exit(1);
}

inline bool IsRunning(unsigned flags) {
  constexpr unsigned kWanted = IFF_UP | IFF_RUNNING | IFF_LOWER_UP;
  return (flags & kWanted) == kWanted;
}

// One line, in one write(2): readers on a pipe get it whole and at once.
inline void Print(const char* word, std::int64_t nanoseconds) {
  char line[64];
  const int length =
      std::snprintf(line, sizeof(line), "%s %lld\n", word, static_cast<long long>(nanoseconds));
  if (write(STDOUT_FILENO, line, static_cast<std::size_t>(length)) < 0) std::exit(1);
}

class LinkWatch {
 public:
  explicit LinkWatch(const char* name) {
    // The groups of native/netlink/event_source.cc: the reference hears as much as the addon does.
    static constexpr int kGroups[] = {RTNLGRP_LINK,       RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
                                      RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,  RTNLGRP_IPV4_RULE,
                                      RTNLGRP_IPV6_RULE,  RTNLGRP_NEXTHOP};
    descriptor_ = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (descriptor_ < 0) Die("socket");
    struct sockaddr_nl address = {};
    address.nl_family = AF_NETLINK;
    if (bind(descriptor_, reinterpret_cast<struct sockaddr*>(&address), sizeof(address)) < 0) Die("bind");
    for (const int group : kGroups) {
      if (setsockopt(descriptor_, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) < 0)
        Die("join");
    }
    ReadStart(name);
  }

  int descriptor() const { return descriptor_; }
  bool running() const { return running_; }

  // Reads one datagram. True when the state has changed; `nanoseconds` is then the time right after the
  // message was parsed. Sets `drained` when there was nothing to read.
  bool Read(bool& drained, std::int64_t& nanoseconds) {
    struct sockaddr_nl sender = {};
    struct iovec part = {buffer_, sizeof(buffer_)};
    struct msghdr header = {};
    header.msg_name = &sender;
    header.msg_namelen = sizeof(sender);
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    const ssize_t length = recvmsg(descriptor_, &header, 0);
    drained = length < 0 && errno == EAGAIN;
    // ENOBUFS too: a reference that has missed something is none.
    if (length < 0 && !drained && errno != EINTR) Die("recvmsg");
    if (length <= 0 || sender.nl_pid != 0) return false;
    const bool before = running_;
    auto left = static_cast<unsigned>(length);
    for (auto* message = reinterpret_cast<struct nlmsghdr*>(buffer_); NLMSG_OK(message, left);
         message = NLMSG_NEXT(message, left)) {
      Take(message);
    }
    if (running_ == before) return false;
    nanoseconds = MonotonicNanoseconds();
    return true;
  }

 private:
  // Read after the groups are joined: nothing can happen in between unseen.
  void ReadStart(const char* name) {
    const int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq request = {};
    std::snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
    if (control < 0 || ioctl(control, SIOCGIFINDEX, &request) < 0) Die(name);
    index_ = request.ifr_ifindex;
    if (ioctl(control, SIOCGIFFLAGS, &request) < 0) Die(name);
    // The ioctl has no IFF_LOWER_UP; IFF_RUNNING implies it but for IF_OPER_UNKNOWN.
    const auto flags = static_cast<unsigned short>(request.ifr_flags);
    running_ = (flags & IFF_UP) != 0 && (flags & IFF_RUNNING) != 0;
    close(control);
  }

  void Take(const struct nlmsghdr* message) {
    if (message->nlmsg_type != RTM_NEWLINK && message->nlmsg_type != RTM_DELLINK) return;
    if (message->nlmsg_len < NLMSG_LENGTH(sizeof(struct ifinfomsg))) return;
    const auto* link = static_cast<const struct ifinfomsg*>(NLMSG_DATA(message));
    if (link->ifi_family != AF_UNSPEC || link->ifi_index != index_) return;
    running_ = message->nlmsg_type == RTM_NEWLINK && IsRunning(link->ifi_flags);
  }

  int descriptor_ = -1;
  int index_ = 0;
  bool running_ = false;
  alignas(struct nlmsghdr) char buffer_[32 * 1024];
};

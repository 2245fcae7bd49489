// Sends what the kernel would send when an interface goes down and is deleted, to prove that the monitor
// believes nobody but the kernel. Needs CAP_NET_ADMIN in the namespace.
//   forge INDEX NAME [PORTID...]
// Each message goes to the members of RTNLGRP_LINK, and to each port id (of /proc/net/netlink). Prints how
// many were sent; the kernel's refusal of any is a failure.
#include <linux/if_arp.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

namespace {

struct Message {
  struct nlmsghdr header;
  struct ifinfomsg link;
  struct rtattr mtu_header;
  std::uint32_t mtu;
  struct rtattr name_header;
  char name[16];
};

Message Forge(std::uint16_t type, int index, const char* name) {
  Message message = {};
  message.header.nlmsg_len = sizeof(message);
  message.header.nlmsg_type = type;
  // Without NLM_F_REQUEST: a multicast goes to the kernel as well, and with the flag it would obey.
  message.header.nlmsg_flags = 0;
  message.link.ifi_type = ARPHRD_ETHER;
  message.link.ifi_index = index;
  message.link.ifi_change = ~0u;
  message.mtu_header = {sizeof(struct rtattr) + sizeof(message.mtu), IFLA_MTU};
  message.mtu = 1500;
  message.name_header = {sizeof(struct rtattr) + sizeof(message.name), IFLA_IFNAME};
  std::snprintf(message.name, sizeof(message.name), "%s", name);
  return message;
}

// Down first: a link that is gone cannot go down.
bool SendBoth(int descriptor, int index, const char* name, std::uint32_t port, std::uint32_t groups) {
  struct sockaddr_nl target = {};
  target.nl_family = AF_NETLINK;
  target.nl_pid = port;
  target.nl_groups = groups;
  for (const std::uint16_t type : {RTM_NEWLINK, RTM_DELLINK}) {
    const Message message = Forge(type, index, name);
    if (sendto(descriptor, &message, sizeof(message), 0, reinterpret_cast<const struct sockaddr*>(&target),
               sizeof(target)) < 0) {
      std::perror("sendto");
      return false;
    }
  }
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3 || std::atoi(arguments[1]) <= 0) {
    std::fprintf(stderr, "usage: forge INDEX NAME [PORTID...]\n");
    return 64;
  }
  const int index = std::atoi(arguments[1]);
  const int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (descriptor < 0) {
    std::perror("socket");
    return 1;
  }
  // nl_groups is a mask, in which group 1 is bit 0.
  int sent = 0;
  if (!SendBoth(descriptor, index, arguments[2], 0, 1u << (RTNLGRP_LINK - 1))) return 1;
  sent += 2;
  for (int position = 3; position < count; ++position) {
    const auto port = static_cast<std::uint32_t>(std::strtoul(arguments[position], nullptr, 10));
    if (!SendBoth(descriptor, index, arguments[2], port, 0)) return 1;
    sent += 2;
  }
  std::printf("%d\n", sent);
}

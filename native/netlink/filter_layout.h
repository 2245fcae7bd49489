// Where things lie in a message, and in the memory of the filter's machine.
#pragma once

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cstddef>

#include "netlink/filter_code.h"

namespace netwake::netlink {

enum FilterCell : std::uint32_t { kType, kLength, kShift, kLeading };

constexpr std::uint32_t kPayload = NLMSG_HDRLEN;
constexpr std::uint32_t kLinkAttributes = kPayload + sizeof(struct ifinfomsg);
constexpr std::uint32_t kAddressAttributes = kPayload + sizeof(struct ifaddrmsg);
constexpr std::uint32_t kRouteAttributes = kPayload + sizeof(struct rtmsg);

// Numbers of the host as a load in network byte order reads them.
inline std::uint32_t Half(unsigned value) { return htons(static_cast<std::uint16_t>(value)); }
inline std::uint32_t Word(std::uint32_t value) { return htonl(value); }

inline void PassIfShorter(FilterCode& code, std::uint32_t length) {
  code.LoadMessageLength();
  code.ReturnUnless(BPF_JGE, length, Verdict::kPass);
}

}  // namespace netwake::netlink

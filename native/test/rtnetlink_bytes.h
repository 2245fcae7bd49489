// Messages about links, addresses and routes as the kernel sends them, with what the filter looks at.
#pragma once

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>

#include <string>

#include "attribute_bytes.h"
#include "netlink/request.h"

namespace netwake::netlink {

inline std::vector<std::byte> ToVector(const Request& request) {
  return {request.bytes().begin(), request.bytes().end()};
}

struct LinkText {
  std::string name = "eth0";
  std::string kind = "";  // none
  std::uint16_t hardware = ARPHRD_ETHER;
  std::uint32_t index = 7;
  std::uint16_t type = RTM_NEWLINK;
};

inline std::vector<std::byte> LinkBytes(const LinkText& link) {
  Request request;
  struct ifinfomsg header = {};
  header.ifi_index = static_cast<int>(link.index);
  header.ifi_type = link.hardware;
  request.Begin(link.type, 0, 1, header);
  request.Attribute(IFLA_IFNAME, link.name.c_str(), link.name.size() + 1);
  const std::uint32_t mtu = 1500;
  request.Attribute(IFLA_MTU, &mtu, sizeof(mtu));
  if (!link.kind.empty()) {
    const auto kind = AttributeBytes(IFLA_INFO_KIND, link.kind.c_str(), link.kind.size() + 1);
    request.Attribute(IFLA_LINKINFO, kind.data(), kind.size());
  }
  return ToVector(request);
}

inline std::vector<std::byte> AddressBytes(std::uint32_t index, std::uint16_t type = RTM_NEWADDR) {
  Request request;
  struct ifaddrmsg header = {};
  header.ifa_family = AF_INET;
  header.ifa_index = index;
  request.Begin(type, 0, 1, header);
  return ToVector(request);
}

// `output` 0: no RTA_OIF. An empty address: no RTA_DST.
inline std::vector<std::byte> RouteBytes(std::uint32_t output, const char* address, std::uint8_t length,
                                         std::uint16_t type = RTM_NEWROUTE) {
  Request request;
  struct rtmsg header = {};
  std::byte bytes[16] = {};
  header.rtm_family = inet_pton(AF_INET6, address, bytes) == 1 ? AF_INET6 : AF_INET;
  header.rtm_dst_len = length;
  request.Begin(type, 0, 1, header);
  if (header.rtm_family == AF_INET) inet_pton(AF_INET, address, bytes);
  if (*address != '\0') request.Attribute(RTA_DST, bytes, header.rtm_family == AF_INET ? 4 : 16);
  if (output != 0) request.Attribute(RTA_OIF, &output, sizeof(output));
  return ToVector(request);
}

}  // namespace netwake::netlink

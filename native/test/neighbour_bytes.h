// Messages about neighbours as the kernel sends them.
#pragma once

#include <arpa/inet.h>
#include <linux/neighbour.h>

#include <cstring>

#include "netlink/neighbour.h"
#include "rtnetlink_bytes.h"

namespace netwake::netlink {

struct NeighbourText {
  const char* address = "10.0.0.1";  // empty: no NDA_DST
  std::uint16_t state = NUD_FAILED;
  int index = 7;
  std::uint16_t type = RTM_NEWNEIGH;
};

inline std::vector<std::byte> NeighbourBytes(const NeighbourText& text) {
  Request request;
  struct ndmsg header = {};
  std::byte address[16] = {};
  header.ndm_family = inet_pton(AF_INET6, text.address, address) == 1 ? AF_INET6 : AF_INET;
  header.ndm_ifindex = text.index;
  header.ndm_state = text.state;
  request.Begin(text.type, 0, 0, header);
  if (header.ndm_family == AF_INET) inet_pton(AF_INET, text.address, address);
  if (*text.address != '\0') request.Attribute(NDA_DST, address, AddressSize(header.ndm_family));
  const std::uint32_t probes = 3;
  request.Attribute(NDA_PROBES, &probes, sizeof(probes));
  return ToVector(request);
}

inline Neighbour NeighbourOf(const char* address, std::uint32_t index = 7, bool failed = false) {
  Neighbour neighbour;
  neighbour.family = inet_pton(AF_INET6, address, neighbour.address) == 1 ? AF_INET6 : AF_INET;
  if (neighbour.family == AF_INET) inet_pton(AF_INET, address, neighbour.address);
  neighbour.interface_index = index;
  neighbour.failed = failed;
  return neighbour;
}

}  // namespace netwake::netlink

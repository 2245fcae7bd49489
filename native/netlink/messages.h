// Parsed rtnetlink messages. See rtnetlink(7) and include/uapi/linux/{rtnetlink,if_link,if_addr}.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "netlink/records.h"

namespace netwake::netlink {

using Bytes = std::span<const std::byte>;

// One message as it lies in a datagram: the header's fields and the bytes behind it.
struct RawMessage {
  std::uint16_t type = 0;
  std::uint16_t flags = 0;
  std::uint32_t sequence = 0;
  std::uint32_t port = 0;
  Bytes payload;
};

struct LinkMessage {
  bool deleted = false;
  LinkRecord record;
  InterfaceStatistics statistics;
  bool has_statistics = false;
};

struct AddressMessage {
  bool deleted = false;
  AddressRecord record;
};

struct RouteMessage {
  RouteHint hint;
  // To IPv6 multicast (ff00::/8) or link-local addresses (fe80::/10), which the hint then leaves out: every
  // interface that comes up has its own, and no other way leads over them.
  bool link_local = false;
};

// RTM_GETROUTE's answer.
struct RouteAnswer {
  int error = 0;
  bool local = false;
  std::uint32_t interface_index = 0;
  std::string gateway;
  std::string source;
};

}  // namespace netwake::netlink

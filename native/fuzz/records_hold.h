// What every record that the parser makes has, whatever the bytes.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>

#include <string>

#include "netlink/messages.h"
#include "require.h"

namespace netwake::fuzz {

inline bool IsAddress(std::uint8_t family, const std::string& text) {
  unsigned char bytes[16] = {};
  return (family == AF_INET || family == AF_INET6) && inet_pton(family, text.c_str(), bytes) == 1;
}

inline bool HasNul(const std::string& text) { return text.find('\0') != std::string::npos; }

inline void RequireSound(const netlink::LinkRecord& link) {
  Require(link.index > 0 && link.index <= 0x7fffffff, "a link's index is a positive int");
  Require(!link.kind.empty(), "a link is of some kind");
  Require(!HasNul(link.name) && !HasNul(link.kind), "a name ends at its NUL");
  Require(link.mac.bytes().size() <= 32, "a hardware address has MAX_ADDR_LEN bytes at most");
}

inline void RequireSound(const netlink::AddressRecord& address) {
  Require(IsAddress(address.family, address.address), "an address record has an address of its family");
}

inline void RequireSound(const netlink::RouteHint& hint) {
  if (hint.destination != "default") {
    const std::size_t slash = hint.destination.find('/');
    Require(slash != std::string::npos, "a destination is the default or has a length");
    Require(IsAddress(hint.family, hint.destination.substr(0, slash)), "a destination is an address");
  }
  Require(hint.gateway.empty() || IsAddress(hint.family, hint.gateway), "a gateway is an address or none");
}

}  // namespace netwake::fuzz

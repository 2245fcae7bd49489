// Bytes in, messages out. Total: whatever the bytes, no call reads outside them, throws, or allocates before
// it knows that the message is whole. A short or unknown attribute is passed over; it never spoils its
// message.
#pragma once

#include "netlink/messages.h"

namespace netwake::netlink {

// Walks the messages of one datagram.
class MessageReader {
 public:
  explicit MessageReader(Bytes datagram) : rest_(datagram) {}

  // False at the end, or at the first header that does not fit into what is left; malformed() tells which.
  bool Next(RawMessage& message);
  bool malformed() const { return malformed_; }

 private:
  Bytes rest_;
  bool malformed_ = false;
};

// Walks the attributes of a message, or those nested in an attribute.
class AttributeReader {
 public:
  explicit AttributeReader(Bytes attributes) : rest_(attributes) {}
  bool Next(std::uint16_t& type, Bytes& payload);

 private:
  Bytes rest_;
};

// RTM_NEWLINK and RTM_DELLINK. Nothing when the message is cut short, or is not about an interface as such: a
// bridge port (ifi_family AF_BRIDGE) or a wireless statistic (no IFLA_MTU).
std::optional<LinkMessage> ParseLink(const RawMessage& message);

// RTM_NEWADDR and RTM_DELADDR.
std::optional<AddressMessage> ParseAddress(const RawMessage& message);

// Whether all of a prefix lies in IPv6 multicast (ff00::/8) or link-local (fe80::/10) addresses.
bool IsLinkLocal(std::uint8_t family, std::uint8_t length, Bytes address);

// RTM_NEWROUTE and RTM_DELROUTE as a hint. Nothing for cached clones (RTM_F_CLONED).
std::optional<RouteMessage> ParseRoute(const RawMessage& message);

// RTM_NEWROUTE as the answer to RTM_GETROUTE.
std::optional<RouteAnswer> ParseRouteAnswer(const RawMessage& message);

// NLMSG_ERROR and NLMSG_DONE carry a negative errno, or 0. Nothing when there is none.
std::optional<int> ParseErrorCode(const RawMessage& message);

}  // namespace netwake::netlink

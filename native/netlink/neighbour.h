// Neighbours (ARP and NDP entries) of the kernel: a watched one, and what a message says of one. See
// rtnetlink(7) and include/uapi/linux/neighbour.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "netlink/messages.h"

namespace netwake::netlink {

struct Neighbour {
  std::uint32_t interface_index = 0;
  std::uint8_t family = 0;  // AF_INET or AF_INET6
  std::uint8_t address[16] = {};
  // Its resolution has failed: a sign of life is news then, and another failure is not.
  bool failed = false;
  bool operator==(const Neighbour&) const = default;
};

struct NeighbourMessage {
  std::uint32_t interface_index = 0;
  std::uint8_t family = 0;
  std::uint16_t state = 0;  // NUD_*
  Bytes address;            // as many bytes as the family has
};

// What of RTM_NEWNEIGH says that the neighbour could not be resolved, and what that it is there. STALE and
// DELAY count: out of a failure they come of a packet from the neighbour itself. PROBE does not, it is a
// question.
extern const std::uint16_t kFailedStates;
extern const std::uint16_t kAliveStates;

// Of an address of this family; 0 when there is no such family.
std::size_t AddressSize(std::uint8_t family);

// RTM_NEWNEIGH. Nothing when the message is cut short, of another type, or of no IP neighbour (a bridge's
// forwarding entries come through the same group).
std::optional<NeighbourMessage> ParseNeighbour(const RawMessage& message);

// Whether this is news of that neighbour, and then whether it has failed: what was known already is none.
std::optional<bool> FailedBy(const NeighbourMessage& message, const Neighbour& neighbour);

}  // namespace netwake::netlink

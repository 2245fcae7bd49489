#include "netlink/neighbour.h"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "netlink/parser.h"

namespace netwake::netlink {

const std::uint16_t kFailedStates = NUD_FAILED;
const std::uint16_t kAliveStates = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PERMANENT;

std::size_t AddressSize(std::uint8_t family) {
  if (family == AF_INET) return sizeof(struct in_addr);
  return family == AF_INET6 ? sizeof(struct in6_addr) : 0;
}

std::optional<NeighbourMessage> ParseNeighbour(const RawMessage& message) {
  struct ndmsg header = {};
  if (message.type != RTM_NEWNEIGH || message.payload.size() < sizeof(header)) return std::nullopt;
  std::memcpy(&header, message.payload.data(), sizeof(header));
  const std::size_t size = AddressSize(header.ndm_family);
  if (size == 0 || header.ndm_ifindex <= 0) return std::nullopt;
  NeighbourMessage neighbour = {static_cast<std::uint32_t>(header.ndm_ifindex), header.ndm_family,
                                header.ndm_state, Bytes()};
  // The kernel has one, and its filter looks at the first alone.
  AttributeReader reader(message.payload.subspan(sizeof(header)));
  std::uint16_t type = 0;
  Bytes payload;
  while (neighbour.address.empty() && reader.Next(type, payload)) {
    if (type != NDA_DST) continue;
    if (payload.size() != size) return std::nullopt;
    neighbour.address = payload;
  }
  if (neighbour.address.empty()) return std::nullopt;
  return neighbour;
}

std::optional<bool> FailedBy(const NeighbourMessage& message, const Neighbour& neighbour) {
  const Bytes address = std::as_bytes(std::span(neighbour.address)).first(AddressSize(neighbour.family));
  if (message.interface_index != neighbour.interface_index || message.family != neighbour.family)
    return std::nullopt;
  if (!std::equal(address.begin(), address.end(), message.address.begin(), message.address.end()))
    return std::nullopt;
  const std::uint16_t news = neighbour.failed ? kAliveStates : kFailedStates;
  if ((message.state & news) == 0) return std::nullopt;
  return !neighbour.failed;
}

}  // namespace netwake::netlink

// The input is a datagram. Every message of it goes through every function of the parser, whatever its type
// says.
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "netlink/neighbour.h"
#include "netlink/parser.h"
#include "netlink/text.h"
#include "records_hold.h"
#include "require.h"

namespace netwake::fuzz {

namespace {

using netlink::Bytes;
using netlink::RawMessage;

bool Inside(Bytes part, Bytes whole) {
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void ReadTexts(Bytes bytes) {
  const std::string text = netlink::TextOf(bytes);
  Require(text.size() <= bytes.size() && !HasNul(text), "a text ends at its NUL or with its bytes");
  for (int family = 0; family <= AF_INET6 + 1; ++family) {
    const std::string address = netlink::AddressText(static_cast<std::uint8_t>(family), bytes);
    Require(address.empty() || IsAddress(static_cast<std::uint8_t>(family), address),
            "an address reads back");
  }
  const netlink::HardwareAddress hardware(bytes);
  const std::size_t size = hardware.bytes().size();
  const std::string written = netlink::HardwareAddressText(hardware);
  Require(written.size() == (size == 0 ? 0 : size * 3 - 1), "a hardware address is two digits a byte");
}

// As deep as attributes are nested: each payload may hold attributes of its own.
void WalkAttributes(Bytes attributes, int depth) {
  netlink::AttributeReader reader(attributes);
  std::uint16_t type = 0;
  Bytes payload;
  while (reader.Next(type, payload)) {
    Require(Inside(payload, attributes), "an attribute lies inside its message");
    Require((type & ~NLA_TYPE_MASK) == 0, "an attribute's type has no flags left in it");
    ReadTexts(payload);
    if (depth > 0) WalkAttributes(payload, depth - 1);
  }
}

void CheckLink(const RawMessage& message) {
  const auto link = netlink::ParseLink(message);
  if (!link) return;
  RequireSound(link->record);
  Require(link->deleted == (message.type == RTM_DELLINK), "only RTM_DELLINK deletes a link");
  if (link->has_statistics) return;
  const netlink::InterfaceStatistics& none = link->statistics;
  Require((none.rx_bytes | none.tx_bytes | none.rx_packets | none.tx_packets) == 0,
          "no statistics, no counts");
}

void CheckAddress(const RawMessage& message) {
  const auto address = netlink::ParseAddress(message);
  if (!address) return;
  RequireSound(address->record);
  Require(address->deleted == (message.type == RTM_DELADDR), "only RTM_DELADDR deletes an address");
}

void CheckRoute(const RawMessage& message) {
  const auto route = netlink::ParseRoute(message);
  if (!route) return;
  if (route->link_local) {
    Require(route->hint.destination.empty(), "a link-local destination is told to nobody");
  } else {
    RequireSound(route->hint);
  }
  Require(route->hint.deleted == (message.type == RTM_DELROUTE), "only RTM_DELROUTE withdraws a route");
}

void CheckRouteAnswer(const RawMessage& message) {
  const auto answer = netlink::ParseRouteAnswer(message);
  if (!answer) return;
  Require(answer->error >= 0 && answer->error < 4096, "an answer's error is an errno");
  // The gateway's family may be another (RTA_VIA).
  for (const std::string& text : {answer->gateway, answer->source}) {
    Require(text.empty() || IsAddress(AF_INET, text) || IsAddress(AF_INET6, text),
            "an answer has addresses or none");
  }
}

void CheckNeighbour(const RawMessage& message) {
  const auto neighbour = netlink::ParseNeighbour(message);
  if (!neighbour) return;
  Require(message.type == RTM_NEWNEIGH && neighbour->interface_index > 0, "a neighbour is of an interface");
  Require(Inside(neighbour->address, message.payload), "an address lies inside its message");
  Require(!netlink::AddressText(neighbour->family, neighbour->address).empty(), "a neighbour has an address");
}

void CheckErrorCode(const RawMessage& message) {
  const auto code = netlink::ParseErrorCode(message);
  Require(!code || (*code <= 0 && *code > -4096), "an error code is a negative errno or 0");
}

void CheckMessage(const RawMessage& message) {
  CheckLink(message);
  CheckAddress(message);
  CheckRoute(message);
  CheckRouteAnswer(message);
  CheckNeighbour(message);
  CheckErrorCode(message);
  Require(!netlink::HardwareTypeText(message.type).empty(), "a hardware type has a name");
  Require(netlink::RouteTypeError(static_cast<std::uint8_t>(message.type)) >= 0,
          "a route type has an errno or 0");
  for (const std::size_t header : {sizeof(ifinfomsg), sizeof(ifaddrmsg), sizeof(rtmsg)}) {
    if (message.payload.size() >= header) WalkAttributes(message.payload.subspan(header), 2);
  }
}

void CheckDatagram(Bytes datagram) {
  netlink::MessageReader reader(datagram);
  RawMessage message;
  std::size_t read = 0;
  while (reader.Next(message)) {
    Require(Inside(message.payload, datagram), "a payload lies inside its datagram");
    read += sizeof(nlmsghdr) + message.payload.size();
    Require(read <= datagram.size(), "messages do not overlap");
    CheckMessage(message);
  }
  Require(read > 0 || datagram.empty() || reader.malformed(), "a datagram without a message is malformed");
}

}  // namespace

}  // namespace netwake::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Once as the kernel's buffers lie, and once at an odd address, where a cast in the place of a copy is
  // undefined.
  for (const std::size_t shift : {0, 1}) {
    std::vector<std::byte> memory(size + shift);
    if (size > 0) std::memcpy(memory.data() + shift, data, size);
    netwake::fuzz::CheckDatagram(netwake::netlink::Bytes(memory).subspan(shift));
  }
  return 0;
}

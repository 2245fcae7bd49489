#include "netlink/rewrite.h"

#include <doctest/doctest.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "attribute_bytes.h"
#include "captured.h"
#include "netlink/parser.h"
#include "netlink/request.h"

namespace netwake::netlink {

namespace {

std::vector<std::byte> Same(Secret, Bytes bytes) { return {bytes.begin(), bytes.end()}; }

// Every name becomes "x", every address all ones.
std::vector<std::byte> Other(Secret secret, Bytes bytes) {
  if (secret == Secret::kName) return {std::byte{'x'}};
  return std::vector<std::byte>(bytes.size(), std::byte{0xff});
}

bool Holds(Bytes datagram, std::string_view text) {
  const Bytes bytes = std::as_bytes(std::span(text));
  return std::search(datagram.begin(), datagram.end(), bytes.begin(), bytes.end()) != datagram.end();
}

// What the assembler looks at in a message.
struct Meaning {
  std::uint16_t type = 0;
  std::uint16_t flags = 0;
  std::uint32_t sequence = 0;
  std::optional<LinkRecord> link;
  std::optional<AddressRecord> address;
  std::optional<std::string> route;
  std::optional<int> code;
  bool operator==(const Meaning&) const = default;
};

Meaning MeaningOf(const RawMessage& message) {
  Meaning meaning{message.type, message.flags, message.sequence, {}, {}, {}, {}};
  const bool is_link = message.type == RTM_NEWLINK || message.type == RTM_DELLINK;
  const bool is_address = message.type == RTM_NEWADDR || message.type == RTM_DELADDR;
  const bool is_route = message.type == RTM_NEWROUTE || message.type == RTM_DELROUTE;
  if (is_link) {
    if (const auto link = ParseLink(message)) meaning.link = link->record;
  } else if (is_address) {
    if (const auto address = ParseAddress(message)) meaning.address = address->record;
  } else if (is_route) {
    if (const auto route = ParseRoute(message)) {
      const RouteHint& hint = route->hint;
      meaning.route = hint.destination + " " + hint.gateway + " " + std::to_string(hint.interface_index) +
                      " " + std::to_string(hint.table) + " " + std::to_string(hint.family);
    }
  } else {
    meaning.code = ParseErrorCode(message);
  }
  return meaning;
}

struct Meanings {
  std::vector<Meaning> messages;
  bool malformed = false;
  bool operator==(const Meanings&) const = default;
};

Meanings MeaningsOf(Bytes datagram, bool with_codes) {
  Meanings meanings;
  MessageReader reader(datagram);
  RawMessage message;
  while (reader.Next(message)) {
    meanings.messages.push_back(MeaningOf(message));
    if (!with_codes && message.type > NLMSG_MIN_TYPE) meanings.messages.back().code = {};
  }
  meanings.malformed = reader.malformed();
  return meanings;
}

}  // namespace

TEST_SUITE("a datagram rewritten") {
  TEST_CASE("means the same when everything is replaced by itself, wherever it is cut off") {
    for (const std::string& name : CapturedNames()) {
      CAPTURE(name);
      const std::vector<std::byte> datagram = Captured(name);
      for (std::size_t length = 0; length <= datagram.size(); ++length) {
        const Bytes cut = Bytes(datagram).first(length);
        CHECK(MeaningsOf(Rewrite(cut, Same), false) == MeaningsOf(cut, false));
      }
    }
  }

  TEST_CASE("has other names and addresses, and is of the same interface") {
    const std::vector<std::byte> datagram = Captured("link-new");
    const auto known = ParseLink(FirstMessage(datagram));
    REQUIRE(known);
    const std::vector<std::byte> rewritten = Rewrite(datagram, Other);
    const auto link = ParseLink(FirstMessage(rewritten));
    REQUIRE(link);
    CHECK(link->record.name == "x");
    CHECK(link->record.mac == HardwareAddress(std::vector<std::byte>(6, std::byte{0xff})));
    CHECK(link->record.index == known->record.index);
    CHECK(link->record.kind == known->record.kind);
    CHECK(link->record.mtu == known->record.mtu);
    CHECK_FALSE(Holds(rewritten, known->record.name));
  }

  TEST_CASE("keeps nothing that nobody reads") {
    struct ifinfomsg header = {};
    header.ifi_index = 7;
    const std::uint32_t mtu = 1500;
    Request message;
    message.Begin(RTM_NEWLINK, 0, 1, header);
    message.Attribute(IFLA_IFNAME, "secret-name", 12);
    message.Attribute(IFLA_MTU, &mtu, sizeof(mtu));
    message.Attribute(IFLA_IFALIAS, "secret-alias", 13);
    message.Attribute(IFLA_PERM_ADDRESS, "secret", 6);
    const auto nested =
        AttributeBytes(IFLA_INFO_KIND, "veth", 5) + AttributeBytes(IFLA_INFO_DATA, "secret-data", 12);
    message.Attribute(IFLA_LINKINFO, nested.data(), nested.size());
    const std::vector<std::byte> rewritten = Rewrite(message.bytes(), Other);
    CHECK_FALSE(Holds(rewritten, "secret"));
    const auto link = ParseLink(FirstMessage(rewritten));
    REQUIRE(link);
    CHECK(link->record.kind == "veth");
  }

  TEST_CASE("does not tell who asked for the change, or for what") {
    std::vector<std::byte> datagram = Captured("link-new");
    const std::uint32_t port = 0x5ec2e7;
    std::memcpy(datagram.data() + offsetof(struct nlmsghdr, nlmsg_pid), &port, sizeof(port));
    CHECK(FirstMessage(Rewrite(datagram, Same)).port == 0);

    Request refusal;
    refusal.Begin(NLMSG_ERROR, 0, 1, std::int32_t{-1});
    refusal.Attribute(IFLA_IFNAME, "secret-name", 12);
    CHECK_FALSE(Holds(Rewrite(refusal.bytes(), Same), "secret"));
    CHECK(ParseErrorCode(FirstMessage(Rewrite(refusal.bytes(), Same))) == -1);
  }

  TEST_CASE("has no bits of a destination beyond its prefix") {
    struct rtmsg header = {};
    header.rtm_family = AF_INET;
    header.rtm_dst_len = 20;
    const std::uint8_t destination[] = {10, 1, 16, 0};
    Request message;
    message.Begin(RTM_NEWROUTE, 0, 1, header);
    message.Attribute(RTA_DST, destination, sizeof(destination));
    const auto route = ParseRoute(FirstMessage(Rewrite(message.bytes(), Other)));
    REQUIRE(route);
    CHECK(route->hint.destination == "255.255.240.0/20");
  }
}

}  // namespace netwake::netlink

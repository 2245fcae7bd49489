#include "netlink/neighbour.h"

#include <doctest/doctest.h>

#include "guarded_bytes.h"
#include "neighbour_bytes.h"
#include "netlink/parser.h"

namespace netwake::netlink {

namespace {

std::optional<NeighbourMessage> Parse(Bytes datagram) {
  MessageReader reader(datagram);
  RawMessage message;
  return reader.Next(message) ? ParseNeighbour(message) : std::nullopt;
}

// Of a neighbour that has failed, or has not.
std::optional<bool> News(const NeighbourText& text, bool failed) {
  const auto bytes = NeighbourBytes(text);
  const auto message = Parse(bytes);
  REQUIRE(message);
  return FailedBy(*message, NeighbourOf("10.0.0.1", 7, failed));
}

}  // namespace

TEST_SUITE("neighbour") {
  TEST_CASE("is read with its interface, address and state") {
    for (const char* address : {"10.0.0.1", "fe80::1"}) {
      const auto bytes = NeighbourBytes({.address = address, .state = NUD_REACHABLE});
      const auto message = Parse(bytes);
      REQUIRE(message);
      const Neighbour same = NeighbourOf(address);
      CHECK(message->interface_index == 7);
      CHECK(message->family == same.family);
      CHECK(message->state == NUD_REACHABLE);
      CHECK(message->address.size() == AddressSize(same.family));
    }
  }

  TEST_CASE("is nothing without its address, or when it ends, or in another message") {
    CHECK_FALSE(Parse(NeighbourBytes({.address = ""})));
    CHECK_FALSE(Parse(NeighbourBytes({.type = RTM_DELNEIGH})));
    CHECK_FALSE(Parse(NeighbourBytes({.type = RTM_NEWROUTE})));
    CHECK_FALSE(Parse(NeighbourBytes({.index = 0})));
  }

  TEST_CASE("is nothing when it belongs to a bridge, or its address is of another size") {
    auto bytes = NeighbourBytes({});
    for (const unsigned family : {unsigned{AF_BRIDGE}, unsigned{AF_INET6}}) {
      bytes[sizeof(nlmsghdr)] = std::byte(family);
      CHECK_FALSE(Parse(bytes));
    }
  }

  TEST_CASE("is read only within its bytes, wherever they are cut") {
    const auto whole = NeighbourBytes({.address = "2001:db8::1"});
    const Bytes payload = Bytes(whole).subspan(sizeof(nlmsghdr));
    GuardedBytes guarded(payload.size());
    for (std::size_t length = 0; length < payload.size(); ++length) {
      RawMessage message;
      message.type = RTM_NEWNEIGH;
      message.payload = guarded.Copy(payload.first(length));
      const auto parsed = ParseNeighbour(message);
      CHECK(parsed.has_value() == (length >= sizeof(ndmsg) + RTA_LENGTH(16)));
    }
  }

  TEST_CASE("a failure is news once, and then a sign of life is") {
    CHECK(News({.state = NUD_FAILED}, false) == true);
    CHECK(News({.state = NUD_FAILED}, true) == std::nullopt);
    for (const unsigned state : {NUD_REACHABLE, NUD_STALE, NUD_DELAY, NUD_PERMANENT}) {
      CHECK(News({.state = static_cast<std::uint16_t>(state)}, true) == false);
      CHECK(News({.state = static_cast<std::uint16_t>(state)}, false) == std::nullopt);
    }
    for (const unsigned state : {NUD_NONE, NUD_INCOMPLETE, NUD_PROBE}) {
      CHECK(News({.state = static_cast<std::uint16_t>(state)}, true) == std::nullopt);
      CHECK(News({.state = static_cast<std::uint16_t>(state)}, false) == std::nullopt);
    }
  }

  TEST_CASE("another address, another interface or another family is another neighbour") {
    CHECK(News({.address = "10.0.0.2"}, false) == std::nullopt);
    CHECK(News({.index = 8}, false) == std::nullopt);
    CHECK(News({.address = "fe80::1"}, false) == std::nullopt);
  }
}

}  // namespace netwake::netlink

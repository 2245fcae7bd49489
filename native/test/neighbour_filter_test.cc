// The program on the tests' own machine (filter_machine.h, which filter_test.cc holds to the kernel's), held
// to what user space decides.
#include "netlink/neighbour_filter.h"

#include <doctest/doctest.h>

#include <vector>

#include "filter_machine.h"
#include "neighbour_bytes.h"
#include "netlink/parser.h"

namespace netwake::netlink {

namespace {

using Neighbours = std::vector<Neighbour>;

bool Passes(const Neighbours& watched, Bytes message) {
  const FilterProgram program = NeighbourFilter(watched);
  REQUIRE(IsAcceptable(program));
  return FilterMachine(message).Run(program) != 0;
}

bool IsNews(const Neighbours& watched, Bytes datagram) {
  MessageReader reader(datagram);
  RawMessage raw;
  const auto message = reader.Next(raw) ? ParseNeighbour(raw) : std::nullopt;
  for (const Neighbour& neighbour : watched)
    if (message && FailedBy(*message, neighbour)) return true;
  return false;
}

}  // namespace

TEST_SUITE("neighbour filter") {
  TEST_CASE("drops all while nothing is watched") {
    CHECK_FALSE(Passes({}, NeighbourBytes({})));
    CHECK_FALSE(Passes({}, NeighbourBytes({.state = NUD_REACHABLE})));
  }

  TEST_CASE("passes the failure of a watched neighbour, and its return") {
    CHECK(Passes({NeighbourOf("10.0.0.1")}, NeighbourBytes({})));
    CHECK(Passes({NeighbourOf("10.0.0.1", 7, true)}, NeighbourBytes({.state = NUD_REACHABLE})));
  }

  TEST_CASE("passes nothing of others: neighbours, interfaces, bridges' entries, messages") {
    const Neighbours watched = {NeighbourOf("10.0.0.1")};
    CHECK_FALSE(Passes(watched, NeighbourBytes({.address = "10.0.0.2"})));
    CHECK_FALSE(Passes(watched, NeighbourBytes({.address = ""})));
    CHECK_FALSE(Passes(watched, NeighbourBytes({.index = 8})));
    CHECK_FALSE(Passes(watched, NeighbourBytes({.type = RTM_DELNEIGH})));
    auto bridged = NeighbourBytes({});
    bridged[sizeof(nlmsghdr)] = std::byte{AF_BRIDGE};
    CHECK_FALSE(Passes(watched, bridged));
  }

  TEST_CASE("decides as user space does, for every state of several neighbours") {
    const Neighbours watched = {NeighbourOf("10.0.0.1"), NeighbourOf("10.0.0.1", 8, true),
                                NeighbourOf("fe80::1", 7, true), NeighbourOf("2001:db8::1", 9)};
    int passed = 0;
    for (const char* address : {"10.0.0.1", "10.0.0.2", "fe80::1", "fe80::2", "2001:db8::1", ""}) {
      for (const int index : {7, 8, 9}) {
        for (unsigned state = 0; state <= 0xff; ++state) {
          const auto bytes = NeighbourBytes(
              {.address = address, .state = static_cast<std::uint16_t>(state), .index = index});
          CHECK(Passes(watched, bytes) == IsNews(watched, bytes));
          passed += Passes(watched, bytes) ? 1 : 0;
        }
      }
    }
    CHECK(passed > 100);
  }

  TEST_CASE("drops a message that is cut short") {
    const auto whole = NeighbourBytes({});
    for (std::size_t length = 0; length < whole.size() - RTA_LENGTH(4); ++length)
      CHECK_FALSE(Passes({NeighbourOf("10.0.0.1")}, Bytes(whole).first(length)));
  }

  TEST_CASE("is empty when there are more neighbours than a program can tell apart") {
    CHECK(NeighbourFilter(Neighbours(1000, NeighbourOf("10.0.0.1"))).empty());
  }
}

}  // namespace netwake::netlink

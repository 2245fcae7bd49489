#include "netlink/tape.h"

#include <doctest/doctest.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cstring>

#include "captured.h"
#include "netlink/request.h"

namespace netwake::netlink {

namespace {

// An assembler that is asked for nothing, and what it was about to ask.
struct Player {
  explicit Player(std::uint32_t sequence = 0) : assembler(Send(), counters, {}, sequence) {
    (void)assembler.BeginDump();
  }
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  Sender Send() {
    return [this](std::span<const std::byte>) {
      ++requests;
      return Failure{};
    };
  }

  Batch Take(const std::vector<std::vector<std::byte>>& datagrams) {
    Batch batch;
    for (const auto& datagram : datagrams) {
      REQUIRE_FALSE(TakeOutcome(ReceiveOutcome::kDatagram, datagram, assembler, counters, batch));
    }
    return batch;
  }

  Batch Take(ReceiveOutcome outcome) {
    Batch batch;
    REQUIRE_FALSE(TakeOutcome(outcome, {}, assembler, counters, batch));
    return batch;
  }

  int requests = 0;
  Counters counters;
  Assembler assembler;
};

LinkRecord Link(std::uint32_t index, const char* name) {
  LinkRecord link;
  link.index = index;
  link.name = name;
  link.kind = "veth";
  link.up = true;
  link.carrier = index % 2 == 0;
  link.loopback = index == 1;
  link.oper_state = 6;
  link.mtu = 1400;
  const std::byte mac[] = {std::byte{2}, std::byte{0}, std::byte{0},
                           std::byte{0}, std::byte{0}, std::byte{9}};
  if (index != 1) link.mac = HardwareAddress(mac);
  return link;
}

AddressRecord Address(std::uint8_t family, const char* text, bool tentative) {
  return {
      2,         family,    text, static_cast<std::uint8_t>(family == AF_INET ? 24 : 64), RT_SCOPE_UNIVERSE,
      tentative, !tentative};
}

Table SomeTable() {
  Table table;
  Batch unseen;
  for (std::uint32_t index = 1; index <= 200; ++index)
    table.Apply(LinkMessage{false, Link(index, "eth0"), {}, false}, unseen);
  table.Apply(AddressMessage{false, Address(AF_INET, "10.0.0.2", false)}, unseen);
  table.Apply(AddressMessage{false, Address(AF_INET6, "2001:db8::2", true)}, unseen);
  return table;
}

}  // namespace

TEST_SUITE("a view as datagrams") {
  TEST_CASE("makes the same view again") {
    const Table table = SomeTable();
    Batch wanted;
    table.AppendAll(wanted);
    Player player;
    const Batch told = player.Take(DumpOf(table, 1, 2));
    CHECK(told.ready);
    REQUIRE(told.links.size() == wanted.links.size());
    for (std::size_t row = 0; row < wanted.links.size(); ++row)
      CHECK(told.links[row].record == wanted.links[row].record);
    CHECK(told.addresses == wanted.addresses);
  }

  TEST_CASE("is one of an empty machine, too") {
    Player player;
    CHECK(player.Take(DumpOf(Table(), 1, 2)).ready);
  }

  TEST_CASE(
      "is the answer to the dump whose numbers it was made with, and the next dump has the ones that "
      "follow") {
    Player player(40);
    CHECK_FALSE(player.Take(DumpOf(SomeTable(), 1, 2)).ready);
    CHECK(player.Take(DumpOf(SomeTable(), 41, 42)).ready);
    CHECK(player.assembler.settled());
    CHECK(player.assembler.dump_sequence() == 42);
    player.Take(ReceiveOutcome::kTruncated);
    CHECK_FALSE(player.assembler.settled());
    player.Take(ReceiveOutcome::kDrained);
    CHECK_FALSE(player.assembler.settled());
    CHECK(std::strcmp(player.Take(DumpOf(SomeTable(), 43, 44)).resync, "truncated-datagram") == 0);
    CHECK(player.assembler.settled());
  }
}

TEST_SUITE("what a read comes to") {
  TEST_CASE("an overflow is counted, and a dump asked for as soon as the socket is drained") {
    Player player;
    player.Take(DumpOf(SomeTable(), 1, 2));
    const int before = player.requests;
    player.Take(ReceiveOutcome::kDrained);
    CHECK(player.requests == before);
    player.Take(ReceiveOutcome::kOverflow);
    CHECK(player.counters.overflows == 1);
    CHECK(player.requests == before);
    player.Take(ReceiveOutcome::kDrained);
    CHECK(player.requests == before + 1);
  }

  TEST_CASE("what another process sent is dropped, and nothing is lost by it") {
    Player player;
    player.Take(DumpOf(SomeTable(), 1, 2));
    player.Take(ReceiveOutcome::kForeign);
    CHECK(player.counters.dropped == 1);
    CHECK_FALSE(player.assembler.dump_wanted());
  }
}

}  // namespace netwake::netlink

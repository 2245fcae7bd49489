#include "netlink/event_filter.h"

#include <doctest/doctest.h>
#include <sys/socket.h>

namespace netwake::netlink {

namespace {

using Texts = std::vector<std::string>;

// Of this many instructions is the program in force; 0 when there is none.
std::size_t Attached(const Socket& socket) {
  socklen_t length = 0;
  REQUIRE(getsockopt(socket.descriptor(), SOL_SOCKET, SO_GET_FILTER, nullptr, &length) == 0);
  return length;
}

LinkMessage Link(std::uint32_t index) {
  LinkMessage message;
  message.record.index = index;
  return message;
}

struct Fixture {
  Fixture() {
    REQUIRE_FALSE(socket.Open());
    table.Apply(Link(1), batch);
  }
  void Add(unsigned host) {
    PathQuery query;
    query.id = static_cast<std::uint32_t>(lookup.size());
    query.family = AF_INET;
    query.address[0] = 10;
    query.address[2] = static_cast<std::uint8_t>(host >> 8);
    query.address[3] = static_cast<std::uint8_t>(host);
    lookup.WatchAside({&query, 1}, {});
  }
  Socket socket;
  Table table;
  RouteLookup lookup;
  Batch batch;
};

}  // namespace

TEST_SUITE("the filter of the events") {
  TEST_CASE_FIXTURE(Fixture, "is the basic one until it follows, and for good where all interfaces count") {
    const Selection all;
    EventFilter filter(socket, all);
    filter.Open();
    CHECK(Attached(socket) == BasicFilter({}).size());
    CHECK_FALSE(filter.Follow(table, lookup));
    CHECK(Attached(socket) == BasicFilter({}).size());
  }

  TEST_CASE_FIXTURE(Fixture, "lets link-local routes through as long as a path leads to such an address") {
    FilterScope link_local;
    link_local.link_local = true;
    REQUIRE(BasicFilter(link_local).size() < BasicFilter({}).size());
    PathQuery query;
    query.family = AF_INET6;
    query.address[0] = 0xfe;
    query.address[1] = 0x80;
    const Selection all;
    EventFilter filter(socket, all);
    filter.Open();
    lookup.Watch(std::span(&query, 1));
    filter.Follow(table, lookup);
    CHECK(Attached(socket) == BasicFilter(link_local).size());
    lookup.Watch({});
    filter.Follow(table, lookup);
    CHECK(Attached(socket) == BasicFilter({}).size());
  }

  TEST_CASE_FIXTURE(Fixture, "follows the links that are watched") {
    const Selection selection({}, Texts{"veth*"});
    EventFilter filter(socket, selection);
    filter.Open();
    filter.Follow(table, lookup);
    CHECK(Attached(socket) == SelectingFilter(selection, {{1}, {}}).size());
    table.Apply(Link(2), batch);
    filter.Follow(table, lookup);
    CHECK(Attached(socket) == SelectingFilter(selection, {{1, 2}, {}}).size());
    CHECK(SelectingFilter(selection, {{1, 2}, {}}).size() > SelectingFilter(selection, {{1}, {}}).size());
  }

  TEST_CASE_FIXTURE(Fixture, "hears of all routes when more paths are watched than can be told apart by") {
    FilterScope scope;
    scope.indexes = {1};
    scope.every_route = true;
    const Selection selection({}, Texts{"veth*"});
    EventFilter filter(socket, selection);
    filter.Open();
    for (unsigned last = 0; last < 64; ++last) Add(last);
    filter.Follow(table, lookup);
    CHECK(Attached(socket) > SelectingFilter(selection, scope).size());
    // Another path to the same address makes no difference.
    Add(63);
    filter.Follow(table, lookup);
    CHECK(Attached(socket) > SelectingFilter(selection, scope).size());
    for (unsigned last = 64; last < 200; ++last) {
      Add(last);
      filter.Follow(table, lookup);
      REQUIRE(Attached(socket) == SelectingFilter(selection, scope).size());
    }
  }

  TEST_CASE_FIXTURE(Fixture, "gives way to the basic one when it would be too long") {
    const Selection selection({}, Texts{"veth*"});
    EventFilter filter(socket, selection);
    filter.Open();
    filter.Follow(table, lookup);
    for (std::uint32_t index = 2; index <= 5'000; ++index) table.Apply(Link(index), batch);
    filter.Follow(table, lookup);
    CHECK(Attached(socket) == BasicFilter({}).size());
  }

  TEST_CASE_FIXTURE(Fixture, "is done without where the kernel takes none") {
    const Selection selection({}, Texts{"veth*"});
    EventFilter filter(socket, selection);
    const int on = 1;
    REQUIRE(setsockopt(socket.descriptor(), SOL_SOCKET, SO_LOCK_FILTER, &on, sizeof(on)) == 0);
    filter.Open();
    CHECK_FALSE(filter.Follow(table, lookup));
    CHECK(Attached(socket) == 0);
  }
}

}  // namespace netwake::netlink

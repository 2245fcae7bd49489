// In the namespace of npm run test:native: loopback is up, and no route leads anywhere else.
#include "netlink/route_lookup.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>

#include <cerrno>

namespace netwake::netlink {

namespace {

PathQuery Query(std::uint32_t id, int family, const char* address, std::uint32_t interface_index = 0) {
  PathQuery query;
  query.id = id;
  query.family = static_cast<std::uint8_t>(family);
  query.interface_index = interface_index;
  REQUIRE(inet_pton(family, address, query.address) == 1);
  return query;
}

struct Fixture {
  Fixture() { REQUIRE_FALSE(lookup.Open()); }
  std::vector<PathRecord> Ask() {
    std::vector<PathRecord> changed;
    lookup.Ask(changed);
    return changed;
  }
  RouteLookup lookup;
};

}  // namespace

TEST_SUITE("route lookup") {
  TEST_CASE_FIXTURE(Fixture, "answers each query by its id") {
    const PathQuery queries[] = {Query(7, AF_INET, "127.0.0.1"), Query(9, AF_INET6, "::1"),
                                 Query(8, AF_INET, "192.0.2.1"), Query(6, AF_INET6, "2001:db8::1")};
    lookup.Watch(queries);
    const auto answers = Ask();
    REQUIRE(answers.size() == 4);
    CHECK(answers[0] == PathRecord{7, 0, true, 1, "", "127.0.0.1"});
    CHECK(answers[1] == PathRecord{9, 0, true, 1, "", "::1"});
    CHECK(answers[2] == PathRecord{8, ENETUNREACH, false, 0, "", ""});
    CHECK(answers[3] == PathRecord{6, ENETUNREACH, false, 0, "", ""});
  }

  TEST_CASE_FIXTURE(Fixture, "tells only what differs from the last answer") {
    const PathQuery queries[] = {Query(1, AF_INET, "127.0.0.1")};
    lookup.Watch(queries);
    CHECK(Ask().size() == 1);
    CHECK(Ask().empty());
    lookup.Watch(queries);
    CHECK(Ask().size() == 1);
  }

  TEST_CASE_FIXTURE(Fixture, "is empty without queries") {
    CHECK(lookup.empty());
    CHECK(Ask().empty());
    lookup.Watch({});
    CHECK(lookup.empty());
  }

  TEST_CASE_FIXTURE(Fixture, "knows which interface its answers leave through") {
    const PathQuery queries[] = {Query(1, AF_INET, "127.0.0.1")};
    lookup.Watch(queries);
    CHECK_FALSE(lookup.Uses(1));
    Ask();
    CHECK(lookup.Uses(1));
    CHECK_FALSE(lookup.Uses(2));
  }

  TEST_CASE_FIXTURE(Fixture,
                    "bound to an interface, a destination without a route is not a neighbour on it") {
    const PathQuery queries[] = {Query(1, AF_INET, "192.0.2.1", 1)};
    lookup.Watch(queries);
    // The first answer alone has none of this: it takes 192.0.2.1 for somebody on the link.
    CHECK(Ask().at(0).error == EHOSTUNREACH);
  }

  TEST_CASE_FIXTURE(Fixture,
                    "tells whether there is a route by an interface, and forgets no answer for that") {
    const PathQuery queries[] = {Query(1, AF_INET, "127.0.0.1")};
    lookup.Watch(queries);
    Ask();
    CHECK(lookup.HasRoute(Query(0, AF_INET, "127.0.0.1", 1)));
    CHECK_FALSE(lookup.HasRoute(Query(0, AF_INET, "192.0.2.1", 1)));
    CHECK_FALSE(lookup.HasRoute(Query(0, AF_INET6, "2001:db8::1", 1)));
    CHECK(Ask().empty());
  }

  TEST_CASE_FIXTURE(Fixture, "leaves nothing unread behind that a later answer could be taken for") {
    const PathQuery queries[] = {Query(1, AF_INET, "127.0.0.1")};
    lookup.Watch(queries);
    lookup.WaitForRtnl(1);
    lookup.WaitForRtnl(4711);
    CHECK(Ask().at(0).error == 0);
  }
}

}  // namespace netwake::netlink

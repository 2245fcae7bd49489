#include "netlink/path_tally.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>

#include <cerrno>

namespace netwake::netlink {

namespace {

PathQuery Query(int family, const char* address, std::uint32_t interface_index = 0) {
  PathQuery query;
  query.family = static_cast<std::uint8_t>(family);
  query.interface_index = interface_index;
  REQUIRE(inet_pton(family, address, query.address) == 1);
  return query;
}

PathRecord Answer(int error, bool local, std::uint32_t interface_index) {
  PathRecord answer;
  answer.error = error;
  answer.local = local;
  answer.interface_index = interface_index;
  return answer;
}

}  // namespace

TEST_SUITE("the tally of paths") {
  TEST_CASE("has of each interface how many leave by it, and how many of these are routed") {
    PathTally tally;
    const PathRecord routed = Answer(0, false, 2), local = Answer(0, true, 2);
    for (int path = 0; path < 3; ++path) tally.Add(routed);
    tally.Add(local);
    CHECK(tally.exits().at(2).paths == 4);
    CHECK(tally.exits().at(2).routed == 3);
    CHECK(tally.local() == 1);
    for (int path = 0; path < 3; ++path) tally.Remove(routed);
    CHECK(tally.exits().at(2).paths == 1);
    CHECK(tally.exits().at(2).routed == 0);
    tally.Remove(local);
    CHECK(tally.exits().empty());
    CHECK(tally.local() == 0);
  }

  TEST_CASE("takes a path for lost that has no way, and one that has yet to be answered") {
    PathTally tally;
    tally.Add(Query(AF_INET, "192.0.2.1"));
    tally.Add(Query(AF_INET, "192.0.2.2"));
    CHECK(tally.lost() == 2);
    tally.Add(Answer(0, false, 2));
    tally.Add(Answer(ENETUNREACH, true, 0));
    CHECK(tally.lost() == 1);
    CHECK(tally.local() == 0);
  }

  TEST_CASE("has each destination once, for as long as any unbound path leads there") {
    PathTally tally;
    const PathQuery query = Query(AF_INET, "192.0.2.1");
    tally.Add(query);
    tally.Add(query);
    tally.Add(Query(AF_INET, "192.0.2.2", 7));
    REQUIRE(tally.destinations().size() == 1);
    CHECK(tally.destinations().begin()->first == FilterDestination{AF_INET, 0xc0000201});
    tally.Remove(query);
    CHECK(tally.destinations().size() == 1);
    tally.Remove(query);
    CHECK(tally.destinations().empty());
  }

  TEST_CASE("knows whether any leads to a link-local address") {
    PathTally tally;
    const PathQuery one = Query(AF_INET6, "fe80::1", 7), other = Query(AF_INET6, "fe80::2");
    tally.Add(one);
    tally.Add(other);
    tally.Remove(one);
    CHECK(tally.AnyLeadsToLinkLocal());
    tally.Remove(other);
    CHECK_FALSE(tally.AnyLeadsToLinkLocal());
  }
}

}  // namespace netwake::netlink

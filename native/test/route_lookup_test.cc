// In the namespace of npm run test:native: loopback is up, and no route leads anywhere else.
#include "netlink/route_lookup.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

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
  // The ids of those that were answered, and how many requests that took.
  std::pair<std::vector<std::uint32_t>, std::uint32_t> AskNew() {
    const std::uint32_t before = lookup.requests();
    std::vector<PathRecord> answers;
    lookup.AskNew(answers);
    std::vector<std::uint32_t> ids;
    for (const PathRecord& answer : answers) ids.push_back(answer.id);
    return {ids, lookup.requests() - before};
  }
  void Watch(std::uint32_t id) {
    const PathQuery query = Query(id, AF_INET, "127.0.0.1");
    lookup.Watch({&query, 1});
  }
  void Add(std::uint32_t id) {
    const PathQuery query = Query(id, AF_INET, "127.0.0.1");
    lookup.WatchAside({&query, 1}, {});
  }
  void Remove(std::uint32_t id) { lookup.WatchAside({}, {&id, 1}); }
  RouteLookup lookup;
};

using Ids = std::vector<std::uint32_t>;

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

  TEST_CASE_FIXTURE(Fixture, "asks once for each path that is added aside, and never for those that stay") {
    Watch(1);
    CHECK(AskNew() == std::pair(Ids{1}, 1U));
    for (std::uint32_t id = 10; id < 310; ++id) {
      Add(id);
      REQUIRE(AskNew() == std::pair(Ids{id}, 1U));
    }
    CHECK(AskNew() == std::pair(Ids{}, 0U));
  }

  TEST_CASE_FIXTURE(Fixture, "asks for nothing when paths are taken away, and no more for these") {
    Watch(1);
    for (const std::uint32_t id : {10U, 11U, 12U}) Add(id);
    AskNew();
    Remove(10);
    // That is not watched, and of what is not watched aside no id says anything.
    Remove(10);
    Remove(1);
    CHECK(AskNew() == std::pair(Ids{}, 0U));
    const std::uint32_t before = lookup.requests();
    CHECK(Ask().empty());
    CHECK(lookup.requests() - before == 3);
    Remove(12);
    Remove(11);
    CHECK(lookup.size() == 1);
    // The one that is left is not aside.
    lookup.Watch({});
    CHECK(lookup.empty());
  }

  TEST_CASE_FIXTURE(Fixture, "asks only for those that take the place of others, and leaves those aside be") {
    Watch(1);
    Add(10);
    AskNew();
    Watch(2);
    CHECK(AskNew() == std::pair(Ids{2}, 1U));
    lookup.Watch({});
    Add(11);
    CHECK(AskNew() == std::pair(Ids{11}, 1U));
    CHECK(Ask().empty());
  }

  TEST_CASE_FIXTURE(Fixture, "takes one away before it adds another with the same id") {
    Add(10);
    AskNew();
    const PathQuery query = Query(10, AF_INET, "192.0.2.1");
    const std::uint32_t id = 10;
    lookup.WatchAside({&query, 1}, {&id, 1});
    CHECK(AskNew() == std::pair(Ids{10}, 1U));
    CHECK(lookup.size() == 1);
  }

  TEST_CASE_FIXTURE(Fixture, "has one path aside with an id, the last that was added with it") {
    Add(10);
    AskNew();
    Add(10);
    CHECK(AskNew() == std::pair(Ids{10}, 1U));
    CHECK(lookup.size() == 1);
    Remove(10);
    CHECK(lookup.empty());
  }

  TEST_CASE_FIXTURE(Fixture, "asks for a path aside once, whether as a new one or with all others") {
    Add(10);
    CHECK(Ask().size() == 1);
    CHECK(AskNew() == std::pair(Ids{}, 0U));
    Add(11);
    Remove(11);
    CHECK(AskNew() == std::pair(Ids{}, 0U));
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
    Add(10);
    AskNew();
    lookup.Watch({});
    CHECK(lookup.Uses(1));
    Remove(10);
    CHECK_FALSE(lookup.Uses(1));
  }

  TEST_CASE_FIXTURE(Fixture, "counts the paths by their last answers") {
    const PathQuery queries[] = {Query(1, AF_INET, "127.0.0.1"), Query(2, AF_INET, "192.0.2.1"),
                                 Query(3, AF_INET6, "fe80::1", 1)};
    lookup.Watch(queries);
    Add(10);
    CHECK(lookup.tally().lost() == 4);
    Ask();
    Ask();
    CHECK(lookup.tally().lost() == 2);
    CHECK(lookup.tally().local() == 2);
    CHECK(lookup.tally().destinations().size() == 2);
    CHECK(lookup.tally().AnyLeadsToLinkLocal());
    lookup.Watch({});
    Remove(10);
    CHECK(lookup.tally().lost() == 0);
    CHECK(lookup.tally().local() == 0);
    CHECK(lookup.tally().exits().empty());
    CHECK(lookup.tally().destinations().empty());
    CHECK_FALSE(lookup.tally().AnyLeadsToLinkLocal());
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

// In the namespace of npm run test:native, where a route leads through loopback for as long as each test.
#include "netlink/path_watch.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>

#include "loopback_route.h"

namespace netwake::netlink {

namespace {

constexpr std::uint32_t kLoopback = 1, kOther = 7;

struct Fixture {
  Fixture() {
    REQUIRE_FALSE(lookup.Open());
    const PathQuery query = LoopbackRoute::Query(1);
    lookup.Watch({&query, 1});
    lookup.AskNew(changed);
    REQUIRE(changed.at(0).interface_index == kLoopback);
    REQUIRE_FALSE(changed.at(0).local);
    SetLink(kLoopback, true);
  }

  void SetLink(std::uint32_t index, bool up) {
    LinkMessage message;
    message.record.index = index;
    message.record.loopback = index == kLoopback;
    message.record.up = message.record.carrier = up;
    table.Apply(message, unread);
  }

  // How many requests are sent, one a path that is asked for and one to wait for the lock.
  std::uint32_t Heed(const PathHints& hints) {
    const std::uint32_t before = lookup.requests();
    watch.Heed(hints, changed);
    return lookup.requests() - before;
  }
  std::uint32_t AskPostponed() {
    const std::uint32_t before = lookup.requests();
    watch.AskPostponed(changed);
    return lookup.requests() - before;
  }

  static PathHints StateOf(std::uint32_t index) {
    PathHints hints;
    hints.links.push_back(index);
    return hints;
  }
  static PathHints DownOf(std::uint32_t index) {
    PathHints hints = StateOf(index);
    hints.shrunk.push_back(index);
    return hints;
  }

  LoopbackRoute route;
  std::int64_t now = 1'000'000'000, request_takes = 0;
  Table table;
  Batch unread;
  RouteLookup lookup;
  std::vector<PathRecord> changed;
  PathWatch watch{lookup, table, [this] { return now + lookup.requests() * request_takes; }};
};

}  // namespace

TEST_SUITE("the watch of paths") {
  TEST_CASE_FIXTURE(Fixture, "asks when the interface in use has changed, and waits for what it may flush") {
    CHECK(Heed(StateOf(kLoopback)) == 1);
    CHECK(Heed(DownOf(kLoopback)) == 2);
    CHECK(Heed(StateOf(kLoopback)) == 1);
    CHECK(Heed({}) == 0);
  }

  TEST_CASE_FIXTURE(Fixture, "waits for what is flushed also when it asks later, and once") {
    SetLink(kLoopback, false);
    CHECK(Heed(DownOf(kLoopback)) == 0);
    CHECK(watch.postponed());
    // What comes of others meanwhile makes nobody forget it.
    CHECK(Heed(DownOf(kOther)) == 0);
    CHECK(AskPostponed() == 2);
    CHECK_FALSE(watch.postponed());
    CHECK(AskPostponed() == 0);
    CHECK(Heed(DownOf(kOther)) == 0);
    CHECK(AskPostponed() == 1);
  }

  TEST_CASE_FIXTURE(Fixture,
                    "asks once, when it is told to, for all that is said of others while all is cut") {
    SetLink(kLoopback, false);
    for (int change = 0; change < 10; ++change) {
      CHECK(Heed(DownOf(kOther)) == 0);
      now += 10'000'000;
    }
    CHECK(watch.postponed());
    CHECK(AskPostponed() == 1);
  }

  TEST_CASE_FIXTURE(Fixture, "asks at once for what may bring a way back, whatever is postponed") {
    SetLink(kLoopback, false);
    CHECK(Heed(DownOf(kLoopback)) == 0);
    SetLink(kOther, true);
    PathHints hints = StateOf(kOther);
    hints.may_improve = true;
    CHECK(Heed(hints) == 2);
    CHECK_FALSE(watch.postponed());
  }

  TEST_CASE_FIXTURE(Fixture, "asks for the sake of others once in 5 ms as long as the paths hold") {
    CHECK(Heed(StateOf(kOther)) == 1);
    CHECK(Heed(StateOf(kOther)) == 0);
    CHECK(watch.postponed());
    now += 5'000'000;
    CHECK(Heed(StateOf(kOther)) == 0);
    CHECK(AskPostponed() == 1);
    now += 5'000'000;
    CHECK(Heed(StateOf(kOther)) == 1);
  }

  TEST_CASE_FIXTURE(Fixture, "pauses after the answers, however long these take") {
    request_takes = 6'000'000;
    CHECK(Heed(StateOf(kOther)) == 1);
    CHECK(Heed(StateOf(kOther)) == 0);
  }

  TEST_CASE_FIXTURE(Fixture, "asks at once for what may move a path, whoever it is said of") {
    Heed(StateOf(kOther));
    PathHints hints = StateOf(kOther);
    hints.may_move = true;
    CHECK(Heed(hints) == 1);
  }

  TEST_CASE_FIXTURE(Fixture, "while it is recorded asks at each change of others, but not when all is cut") {
    watch.Record(true);
    CHECK(Heed(StateOf(kOther)) == 1);
    CHECK(Heed(StateOf(kOther)) == 1);
    SetLink(kLoopback, false);
    CHECK(Heed(DownOf(kLoopback)) == 0);
    CHECK(AskPostponed() == 2);
  }

  TEST_CASE_FIXTURE(Fixture, "takes a path for cut whose interface is dark, and a local one never") {
    CHECK_FALSE(watch.EveryPathIsCut());
    SetLink(kLoopback, false);
    CHECK(watch.EveryPathIsCut());
    PathQuery local;
    local.id = 2;
    local.family = AF_INET;
    inet_pton(AF_INET, "127.0.0.1", local.address);
    lookup.WatchAside({&local, 1}, {});
    // Before it is answered it is none that could be kept.
    CHECK(watch.EveryPathIsCut());
    lookup.AskNew(changed);
    CHECK_FALSE(watch.EveryPathIsCut());
    lookup.WatchAside({}, {&local.id, 1});
    CHECK(watch.EveryPathIsCut());
    SetLink(kOther, true);
    CHECK_FALSE(watch.EveryPathIsCut());
  }
}

}  // namespace netwake::netlink

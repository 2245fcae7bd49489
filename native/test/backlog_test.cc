#include "netlink/backlog.h"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <string>

namespace netwake::netlink {

namespace {

constexpr std::uint32_t kAttended = 2;
constexpr std::uint32_t kOther = 3;

LinkChange Link(std::uint32_t index, bool up, bool state_only = true) {
  LinkChange change;
  change.record.index = index;
  change.record.name = "eth" + std::to_string(index);
  change.record.up = up;
  change.state_only = state_only;
  return change;
}

AddressRecord Address(std::uint32_t index, const std::string& text) {
  AddressRecord record;
  record.index = index;
  record.family = AF_INET;
  record.address = text;
  record.prefix_length = 24;
  return record;
}

Backlog Attending() {
  Backlog backlog;
  backlog.Attend(std::vector<std::uint32_t>{kAttended}, false);
  return backlog;
}

Batch Passed(Backlog& backlog, Batch batch, bool catching_up = false) {
  backlog.Pass(batch, catching_up);
  return batch;
}

Batch Released(Backlog& backlog, Batch batch = {}) {
  backlog.Release(batch);
  return batch;
}

std::vector<std::uint32_t> Indexes(const Batch& batch) {
  std::vector<std::uint32_t> indexes;
  for (const LinkChange& change : batch.links) indexes.push_back(change.record.index);
  return indexes;
}

Batch OfLinks(std::vector<LinkChange> links) {
  Batch batch;
  batch.links = std::move(links);
  return batch;
}

Batch OfAddress(const AddressRecord& address) {
  Batch batch;
  batch.addresses = {address};
  return batch;
}

Batch OfRemovedAddress(const AddressRecord& address) {
  Batch batch;
  batch.removed_addresses = {address};
  return batch;
}

Batch OfRemovedLink(std::uint32_t index) {
  Batch batch;
  batch.removed_links = {index};
  return batch;
}

}  // namespace

TEST_SUITE("backlog") {
  TEST_CASE("as long as nobody says what is waited for, everything is") {
    Backlog backlog;
    CHECK(Indexes(Passed(backlog, OfLinks({Link(kOther, true)}))) == std::vector<std::uint32_t>{kOther});
    CHECK(Released(backlog).empty());
  }

  TEST_CASE("what is waited for passes, and the rest is kept") {
    Backlog backlog = Attending();
    const Batch told =
        Passed(backlog, OfLinks({Link(kOther, false), Link(kAttended, false), Link(kOther, true)}));
    CHECK(Indexes(told) == std::vector<std::uint32_t>{kAttended});
    CHECK(Indexes(Released(backlog)) == std::vector<std::uint32_t>{kOther});
  }

  TEST_CASE("of each link what came last is kept") {
    Backlog backlog = Attending();
    CHECK(Passed(backlog, OfLinks({Link(kOther, true, false)})).empty());
    CHECK(Passed(backlog, OfLinks({Link(kOther, false)})).empty());
    const Batch rest = Released(backlog);
    REQUIRE(rest.links.size() == 1);
    CHECK_FALSE(rest.links[0].record.up);
    // The reader was never told the whole of it.
    CHECK_FALSE(rest.links[0].state_only);
    CHECK(Released(backlog).empty());
  }

  TEST_CASE("a change of the state alone stays one") {
    Backlog backlog = Attending();
    Passed(backlog, OfLinks({Link(kOther, true), Link(kOther, false)}));
    CHECK(Released(backlog).links.at(0).state_only);
  }

  TEST_CASE("of each address what came last is kept") {
    Backlog backlog = Attending();
    CHECK(Passed(backlog, OfAddress(Address(kOther, "10.0.0.2"))).empty());
    CHECK(Passed(backlog, OfRemovedAddress(Address(kOther, "10.0.0.2"))).empty());
    CHECK(Passed(backlog, OfRemovedAddress(Address(kOther, "10.0.0.3"))).empty());
    CHECK(Passed(backlog, OfAddress(Address(kOther, "10.0.0.3"))).empty());
    const Batch rest = Released(backlog);
    REQUIRE(rest.addresses.size() == 1);
    CHECK(rest.addresses[0].address == "10.0.0.3");
    REQUIRE(rest.removed_addresses.size() == 1);
    CHECK(rest.removed_addresses[0].address == "10.0.0.2");
  }

  TEST_CASE("a link that goes may come back as another, and its addresses don't") {
    Backlog backlog = Attending();
    Passed(backlog, OfLinks({Link(kOther, true)}));
    Passed(backlog, OfAddress(Address(kOther, "10.0.0.2")));
    Passed(backlog, OfAddress(Address(kOther + 1, "10.0.1.2")));
    Batch gone = OfRemovedLink(kOther);
    gone.removed_addresses = {Address(kOther, "10.0.0.2")};
    Passed(backlog, gone);
    Passed(backlog, OfLinks({Link(kOther, true, false)}));
    const Batch rest = Released(backlog);
    CHECK(rest.removed_links == std::vector<std::uint32_t>{kOther});
    REQUIRE(rest.links.size() == 1);
    CHECK_FALSE(rest.links[0].state_only);
    REQUIRE(rest.addresses.size() == 1);
    CHECK(rest.addresses[0].index == kOther + 1);
    CHECK(rest.removed_addresses == gone.removed_addresses);
  }

  TEST_CASE("a path, the outcome of a dump, or an address or the end of what is waited for brings out all") {
    Batch path, resync, ready;
    path.paths.emplace_back();
    resync.resync = "overrun";
    ready.ready = true;
    for (const Batch& batch : {path, resync, ready, OfAddress(Address(kAttended, "10.0.0.2")),
                               OfRemovedAddress(Address(kAttended, "10.0.0.2")), OfRemovedLink(kAttended)}) {
      Backlog backlog = Attending();
      Passed(backlog, OfLinks({Link(kOther, true)}));
      CHECK(Indexes(Passed(backlog, batch)) == std::vector<std::uint32_t>{kOther});
      CHECK(Released(backlog).empty());
    }
  }

  TEST_CASE("what was kept and what brings it out are one change of each, and none if that takes it back") {
    Backlog backlog = Attending();
    Passed(backlog, OfLinks({Link(3, true, false), Link(4, true, false)}));
    Passed(backlog, OfAddress(Address(5, "10.0.0.2")));
    Passed(backlog, OfAddress(Address(5, "10.0.0.3")));
    Batch batch = OfLinks({Link(4, false)});
    batch.removed_links = {3};
    batch.removed_addresses = {Address(5, "10.0.0.2")};
    const Batch told = Released(backlog, batch);
    CHECK(told.removed_links == batch.removed_links);
    CHECK(told.removed_addresses == batch.removed_addresses);
    REQUIRE(Indexes(told) == std::vector<std::uint32_t>{4});
    CHECK_FALSE(told.links[0].record.up);
    CHECK_FALSE(told.links[0].state_only);
    REQUIRE(told.addresses.size() == 1);
    CHECK(told.addresses[0].address == "10.0.0.3");
  }

  TEST_CASE("what brings it out is told whole: its paths, its outcome and all its routes") {
    Backlog backlog;
    backlog.Attend(std::vector<std::uint32_t>{kAttended}, true);
    Batch routes;
    routes.routes.resize(1);
    Passed(backlog, routes, true);
    Batch end;
    end.paths.emplace_back();
    end.resync = "overrun";
    end.routes.resize(2);
    const Batch told = Passed(backlog, end, true);
    CHECK(told.paths.size() == 1);
    CHECK(told.resync == std::string("overrun"));
    CHECK(told.routes.size() == 3);
    backlog.Attend(std::vector<std::uint32_t>{kAttended}, false);
    Passed(backlog, OfLinks({Link(kOther, true)}));
    CHECK(Released(backlog, routes).routes.size() == 1);
  }

  TEST_CASE("there is an end to what is kept") {
    Backlog backlog = Attending();
    std::size_t told = 0;
    std::uint32_t index = kOther;
    for (; told == 0 && index < 10'000; ++index) {
      told = Passed(backlog, OfLinks({Link(index, true, false)})).links.size();
    }
    CHECK(told == index - kOther);
    CHECK(Released(backlog).empty());
  }

  TEST_CASE("routes are not kept for who doesn't want the details") {
    Backlog backlog = Attending();
    Batch batch;
    batch.routes.emplace_back();
    CHECK(Passed(backlog, batch, true).empty());
    CHECK(Released(backlog).empty());
  }

  TEST_CASE("who wants the details is told everything as it comes") {
    Backlog backlog;
    backlog.Attend(std::vector<std::uint32_t>{kAttended}, true);
    Batch batch = OfLinks({Link(kOther, false), Link(kOther, true)});
    batch.routes.emplace_back();
    const Batch told = Passed(backlog, batch);
    CHECK(Indexes(told) == std::vector<std::uint32_t>{kOther, kOther});
    CHECK(told.routes.size() == 1);
  }

  TEST_CASE("while catching up it is the net change, together with the outcome of the dump") {
    Backlog backlog;
    backlog.Attend(std::vector<std::uint32_t>{kAttended}, true);
    Batch batch = OfLinks({Link(kOther, false), Link(kAttended, false), Link(kOther, true)});
    batch.routes.emplace_back();
    CHECK(Indexes(Passed(backlog, batch, true)) == std::vector<std::uint32_t>{kAttended});
    Batch end = OfLinks({Link(kOther + 1, true)});
    end.resync = "overrun";
    const Batch told = Passed(backlog, end, false);
    CHECK(Indexes(told) == std::vector<std::uint32_t>{kOther, kOther + 1});
    CHECK(told.routes.size() == 1);
  }

  TEST_CASE("while catching up everything is told if nobody has said what is waited for") {
    Backlog backlog;
    CHECK(Indexes(Passed(backlog, OfLinks({Link(kOther, false)}), true)) ==
          std::vector<std::uint32_t>{kOther});
  }
}

}  // namespace netwake::netlink

#include "netlink/table.h"

#include <doctest/doctest.h>
#include <sys/socket.h>

namespace netwake::netlink {

namespace {

LinkMessage Link(std::uint32_t index, const std::string& name, bool up = true) {
  LinkMessage message;
  message.record.index = index;
  message.record.name = name;
  message.record.up = message.record.carrier = up;
  return message;
}

LinkMessage DeletedLink(std::uint32_t index) {
  LinkMessage message = Link(index, "");
  message.deleted = true;
  return message;
}

AddressMessage Address(std::uint32_t index, const std::string& address, bool deleted = false) {
  AddressMessage message;
  message.deleted = deleted;
  message.record.index = index;
  message.record.family = AF_INET;
  message.record.address = address;
  message.record.prefix_length = 24;
  return message;
}

std::vector<LinkRecord> Links(const Batch& batch) {
  std::vector<LinkRecord> records;
  for (const LinkChange& change : batch.links) records.push_back(change.record);
  return records;
}

// Applies and answers what it appended.
template <typename Message>
Batch Applied(Table& table, const Message& message) {
  Batch batch;
  const bool changed = table.Apply(message, batch);
  CHECK(changed == !batch.empty());
  return batch;
}

Batch Swept(Table& table) {
  Batch batch;
  table.Sweep(batch);
  return batch;
}

}  // namespace

TEST_SUITE("table: links") {
  TEST_CASE("a new link is a change, the same again is none") {
    Table table;
    CHECK(Applied(table, Link(2, "eth0")).links.size() == 1);
    CHECK(Applied(table, Link(2, "eth0")).empty());
  }

  TEST_CASE("every field counts as a change") {
    const auto changes = [](auto change) {
      Table table;
      LinkMessage message = Link(2, "eth0");
      Applied(table, message);
      change(message.record);
      return Links(Applied(table, message)) == std::vector<LinkRecord>{message.record};
    };
    CHECK(changes([](LinkRecord& link) { link.up = false; }));
    CHECK(changes([](LinkRecord& link) { link.carrier = false; }));
    CHECK(changes([](LinkRecord& link) { link.oper_state = 5; }));
    CHECK(changes([](LinkRecord& link) { link.mtu = 9000; }));
    CHECK(changes(
        [](LinkRecord& link) { link.mac = HardwareAddress(std::array{std::byte{2}, std::byte{9}}); }));
    CHECK(changes([](LinkRecord& link) { link.kind = "veth"; }));
  }

  TEST_CASE("a change of flags alone is told as one, for the reader has the rest") {
    const auto state_only = [](auto change) {
      Table table;
      LinkMessage message = Link(2, "eth0");
      CHECK_FALSE(Applied(table, message).links.at(0).state_only);
      change(message.record);
      return Applied(table, message).links.at(0).state_only;
    };
    CHECK(state_only([](LinkRecord& link) { link.up = false; }));
    CHECK(state_only([](LinkRecord& link) { link.carrier = false; }));
    CHECK(state_only([](LinkRecord& link) { link.oper_state = 5; }));
    CHECK_FALSE(state_only([](LinkRecord& link) { link.name = "wan"; }));
    CHECK_FALSE(state_only([](LinkRecord& link) { link.mtu = 9000; }));
    CHECK_FALSE(state_only([](LinkRecord& link) { link.kind = "veth"; }));
    CHECK_FALSE(state_only([](LinkRecord& link) { link.loopback = true; }));
    CHECK_FALSE(state_only([](LinkRecord& link) { link.up = false, link.mtu = 9000; }));
  }

  TEST_CASE("a rename keeps the link: the index is what it is known by") {
    Table table;
    Applied(table, Link(2, "eth0"));
    const Batch batch = Applied(table, Link(2, "wan"));
    CHECK(batch.links.at(0).record.name == "wan");
    CHECK(batch.removed_links.empty());
    CHECK(table.Find(2)->name == "wan");
  }

  TEST_CASE("a link that goes takes its addresses along, and only its own") {
    Table table;
    Applied(table, Link(2, "eth0"));
    Applied(table, Link(3, "eth1"));
    Applied(table, Address(2, "192.0.2.1"));
    Applied(table, Address(2, "192.0.2.2"));
    Applied(table, Address(3, "192.0.2.3"));
    const Batch batch = Applied(table, DeletedLink(2));
    CHECK(batch.removed_links == std::vector<std::uint32_t>{2});
    CHECK(batch.removed_addresses.size() == 2);
    Batch left;
    table.AppendAll(left);
    CHECK(Links(left) == std::vector<LinkRecord>{Link(3, "eth1").record});
    CHECK(left.addresses == std::vector<AddressRecord>{Address(3, "192.0.2.3").record});
  }

  TEST_CASE("an index that comes back is another link, without the addresses of the first") {
    Table table;
    Applied(table, Link(2, "eth0"));
    Applied(table, Address(2, "192.0.2.1"));
    Applied(table, DeletedLink(2));
    CHECK(table.Find(2) == nullptr);
    CHECK(Applied(table, Link(2, "eth0")).links.size() == 1);
    Batch all;
    table.AppendAll(all);
    CHECK(all.addresses.empty());
  }

  TEST_CASE("what is not known cannot go") {
    Table table;
    CHECK(Applied(table, DeletedLink(9)).empty());
    CHECK(Applied(table, Address(9, "192.0.2.1", true)).empty());
    CHECK(table.Find(9) == nullptr);
  }
}

TEST_SUITE("table: addresses") {
  TEST_CASE("a refreshed lifetime is no change, a passed detection is") {
    Table table;
    AddressMessage message = Address(2, "192.0.2.1");
    message.record.tentative = true;
    CHECK(Applied(table, message).addresses.size() == 1);
    CHECK(Applied(table, message).empty());
    message.record.tentative = false;
    CHECK(Applied(table, message).addresses.size() == 1);
  }

  TEST_CASE("address, prefix length and interface make the identity") {
    Table table;
    Applied(table, Address(2, "192.0.2.1"));
    AddressMessage wider = Address(2, "192.0.2.1");
    wider.record.prefix_length = 16;
    CHECK(Applied(table, wider).addresses.size() == 1);
    CHECK(Applied(table, Address(3, "192.0.2.1")).addresses.size() == 1);
    Applied(table, Address(2, "192.0.2.1", true));
    Batch all;
    table.AppendAll(all);
    CHECK(all.addresses.size() == 2);
  }
}

// The reader of a batch takes removals in before additions, whatever their order was.
TEST_SUITE("table: a batch is a net difference") {
  TEST_CASE("a link that came and went within it is not in it") {
    Table table;
    Batch batch;
    table.Apply(Link(2, "eth0"), batch);
    table.Apply(Link(3, "eth1"), batch);
    table.Apply(Address(2, "192.0.2.1"), batch);
    table.Apply(Address(3, "192.0.2.3"), batch);
    table.Apply(DeletedLink(2), batch);
    CHECK(Links(batch) == std::vector<LinkRecord>{Link(3, "eth1").record});
    CHECK(batch.addresses == std::vector<AddressRecord>{Address(3, "192.0.2.3").record});
  }

  TEST_CASE("an address that came and went within it is not in it") {
    Table table;
    Batch batch;
    table.Apply(Address(2, "192.0.2.1"), batch);
    table.Apply(Address(2, "192.0.2.2"), batch);
    table.Apply(Address(3, "192.0.2.1"), batch);
    table.Apply(Address(2, "192.0.2.1", true), batch);
    CHECK(batch.addresses ==
          std::vector<AddressRecord>{Address(2, "192.0.2.2").record, Address(3, "192.0.2.1").record});
  }

  TEST_CASE("what went and came again is in both halves") {
    Table table;
    Applied(table, Link(2, "eth0"));
    Applied(table, Address(2, "192.0.2.1"));
    Batch batch;
    table.Apply(DeletedLink(2), batch);
    table.Apply(Link(2, "eth0"), batch);
    table.Apply(Address(2, "192.0.2.1"), batch);
    CHECK(batch.removed_links.size() == 1);
    CHECK(batch.removed_addresses.size() == 1);
    CHECK(batch.links.size() == 1);
    CHECK(batch.addresses.size() == 1);
  }

  TEST_CASE("every state that a link passed through stays in it") {
    Table table;
    Batch batch;
    table.Apply(Link(2, "eth0", false), batch);
    table.Apply(Link(2, "eth0", true), batch);
    CHECK(batch.links.size() == 2);
  }

  TEST_CASE("what a sweep takes away is in it no longer") {
    Table table;
    Batch batch;
    table.Apply(Link(2, "eth0"), batch);
    table.Apply(Address(2, "192.0.2.1"), batch);
    table.BeginGeneration();
    table.Apply(Link(2, "eth0"), batch);
    table.Sweep(batch);
    CHECK(batch.links.size() == 1);
    CHECK(batch.addresses.empty());
  }
}

TEST_SUITE("table: generations") {
  TEST_CASE("a dump sweeps what it has not seen") {
    Table table;
    Applied(table, Link(2, "eth0"));
    Applied(table, Link(3, "eth1"));
    Applied(table, Address(2, "192.0.2.1"));
    Applied(table, Address(2, "192.0.2.2"));
    table.BeginGeneration();
    CHECK(Applied(table, Link(2, "eth0")).empty());
    CHECK(Applied(table, Address(2, "192.0.2.1")).empty());
    const Batch batch = Swept(table);
    CHECK(batch.removed_links == std::vector<std::uint32_t>{3});
    CHECK(batch.removed_addresses == std::vector<AddressRecord>{Address(2, "192.0.2.2").record});
    CHECK(batch.links.empty());
    CHECK(batch.addresses.empty());
    CHECK(Swept(table).empty());
  }

  TEST_CASE("an address that was swept with its link goes once") {
    Table table;
    Applied(table, Link(2, "eth0"));
    Applied(table, Address(2, "192.0.2.1"));
    table.BeginGeneration();
    CHECK(Swept(table).removed_addresses.size() == 1);
  }

  TEST_CASE("a change that a dump finds is told, and survives its sweep") {
    Table table;
    Applied(table, Link(2, "eth0"));
    table.BeginGeneration();
    CHECK(Applied(table, Link(2, "eth0", false)).links.size() == 1);
    CHECK(Swept(table).empty());
    CHECK_FALSE(table.Find(2)->up);
  }
}

TEST_SUITE("table: HasUsableLink") {
  TEST_CASE("loopback does not count") {
    Table table;
    CHECK_FALSE(table.HasUsableLink());
    LinkMessage loopback = Link(1, "lo");
    loopback.record.loopback = true;
    Applied(table, loopback);
    CHECK_FALSE(table.HasUsableLink());
  }

  TEST_CASE("a link counts while it is up and has carrier") {
    Table table;
    LinkMessage message = Link(2, "eth0");
    Applied(table, message);
    CHECK(table.HasUsableLink());
    message.record.carrier = false;
    Applied(table, message);
    CHECK_FALSE(table.HasUsableLink());
    message.record.carrier = true;
    message.record.up = false;
    Applied(table, message);
    CHECK_FALSE(table.HasUsableLink());
  }
}

}  // namespace netwake::netlink

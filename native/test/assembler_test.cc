#include "netlink/assembler.h"

#include <doctest/doctest.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cstring>
#include <string>

#include "netlink/request.h"

namespace netwake::netlink {

namespace {

// A kernel that is played by hand: what it is asked goes by the sequence number of the last request.
struct Kernel {
  Selection selection = {};
  Counters counters = {};
  std::uint32_t sequence = 0;
  Assembler assembler{[this](std::span<const std::byte> request) {
                        struct nlmsghdr header = {};
                        std::memcpy(&header, request.data(), sizeof(header));
                        sequence = header.nlmsg_seq;
                        return Failure{};
                      },
                      counters, selection};

  Batch Link(std::uint32_t of_sequence, const char* name, std::uint32_t mtu) {
    struct ifinfomsg header = {};
    header.ifi_index = 2;
    Request message;
    message.Begin(RTM_NEWLINK, 0, of_sequence, header);
    message.Attribute(IFLA_IFNAME, name, std::strlen(name) + 1);
    message.Attribute(IFLA_MTU, &mtu, sizeof(mtu));
    return Take(message);
  }

  // Ends the part of the dump that is under way.
  Batch Done() {
    Request message;
    message.Begin(NLMSG_DONE, 0, sequence, std::int32_t{0});
    return Take(message);
  }

  // A dump that something has changed under.
  Batch Interrupted() {
    Done();
    Request message;
    message.Begin(NLMSG_DONE, NLM_F_DUMP_INTR, sequence, std::int32_t{0});
    return Take(message);
  }

  // NLMSG_OVERRUN: the kernel says that it has dropped messages.
  Batch Overrun() {
    Request message;
    message.Begin(NLMSG_OVERRUN, 0, 0, std::int32_t{0});
    return Take(message);
  }

  // A whole dump of one link, or of none.
  Batch Dump(std::uint32_t mtu) {
    Batch links = mtu == 0 ? Batch{} : Link(sequence, "eth0", mtu);
    Done();
    Batch end = Done();
    end.links.insert(end.links.begin(), links.links.begin(), links.links.end());
    return end;
  }

 private:
  Batch Take(const Request& message) {
    Batch batch;
    REQUIRE_FALSE(assembler.Take(message.bytes(), batch));
    return batch;
  }
};

// One that has told its first view.
Kernel& Ready(Kernel& kernel) {
  REQUIRE_FALSE(kernel.assembler.BeginDump());
  REQUIRE(kernel.Dump(1'500).ready);
  return kernel;
}

// One that ignores w*, and has told its first view.
struct Choosy {
  Choosy() { Ready(kernel); }
  Kernel kernel{Selection({}, std::vector<std::string>{"w*"})};
};

}  // namespace

TEST_SUITE("assembler: interfaces that do not count") {
  TEST_CASE_FIXTURE(Choosy, "one that is renamed to be ignored is gone, and comes back with another name") {
    CHECK(kernel.Link(0, "wan0", 1'500).removed_links == std::vector<std::uint32_t>{2});
    CHECK(kernel.Link(0, "wan1", 1'500).empty());
    CHECK(kernel.assembler.table().arrivals() == 1);
    CHECK(kernel.Link(0, "eth1", 1'500).links.at(0).record.name == "eth1");
    CHECK(kernel.assembler.table().arrivals() == 2);
  }

  TEST_CASE_FIXTURE(Choosy, "what is said of it may move a way, unless a dump says so") {
    kernel.Link(0, "wan0", 1'500);
    kernel.assembler.hints() = {};
    kernel.Link(0, "wan0", 1'400);
    CHECK(kernel.assembler.hints().may_improve);
    CHECK(kernel.assembler.hints().shrunk == std::vector<std::uint32_t>{2});
    kernel.assembler.hints() = {};
    REQUIRE(kernel.assembler.CatchUp());
    REQUIRE_FALSE(kernel.assembler.BeginDump());
    kernel.Link(kernel.sequence, "wan0", 1'400);
    CHECK_FALSE(kernel.assembler.hints().may_move);
  }

  TEST_CASE_FIXTURE(Choosy, "catching up is told as news, and neither as a loss nor as drift") {
    REQUIRE(kernel.assembler.CatchUp());
    CHECK_FALSE(kernel.assembler.CatchUp());
    REQUIRE_FALSE(kernel.assembler.BeginDump());
    const Batch batch = kernel.Dump(9'000);
    CHECK(batch.links.at(0).record.mtu == 9'000);
    CHECK(batch.resync == nullptr);
    CHECK(kernel.counters.drifts + kernel.counters.resyncs + kernel.counters.audits == 0);
  }

  TEST_CASE_FIXTURE(Choosy, "catching up that is interrupted begins again, and is told as news still") {
    REQUIRE(kernel.assembler.CatchUp());
    REQUIRE_FALSE(kernel.assembler.BeginDump());
    kernel.Interrupted();
    REQUIRE(kernel.assembler.dump_wanted());
    REQUIRE_FALSE(kernel.assembler.BeginDump());
    CHECK(kernel.Dump(9'000).resync == nullptr);
    CHECK_FALSE(kernel.assembler.dump_wanted());
  }

  TEST_CASE_FIXTURE(Choosy, "what is lost while catching up is a loss") {
    REQUIRE(kernel.assembler.CatchUp());
    REQUIRE_FALSE(kernel.assembler.BeginDump());
    kernel.Overrun();
    kernel.Dump(1'500);
    REQUIRE_FALSE(kernel.assembler.BeginDump());
    CHECK(kernel.Dump(1'500).resync == std::string("overrun"));
  }
}

TEST_SUITE("assembler: audits") {
  TEST_CASE("an audit that finds a difference counts, repairs and tells it") {
    Kernel unready;
    Kernel& kernel = Ready(unready);
    REQUIRE(kernel.assembler.Audit());
    REQUIRE_FALSE(kernel.assembler.BeginDump());
    const Batch batch = kernel.Dump(9'000);
    CHECK(batch.resync == std::string("drift"));
    CHECK(batch.links.at(0).record.mtu == 9'000);
    CHECK(kernel.counters.drifts == 1);
    CHECK(kernel.counters.resyncs == 1);
    CHECK(kernel.assembler.table().Find(2)->mtu == 9'000);
  }

  TEST_CASE("what an audit does not find any more is a difference too") {
    Kernel unready;
    Kernel& kernel = Ready(unready);
    REQUIRE(kernel.assembler.Audit());
    REQUIRE_FALSE(kernel.assembler.BeginDump());
    CHECK(kernel.Dump(0).removed_links == std::vector<std::uint32_t>{2});
    CHECK(kernel.counters.drifts == 1);
  }

  TEST_CASE("what is announced while an audit runs is none of its finding") {
    Kernel unready;
    Kernel& kernel = Ready(unready);
    REQUIRE(kernel.assembler.Audit());
    REQUIRE_FALSE(kernel.assembler.BeginDump());
    CHECK(kernel.Link(0, "eth0", 9'000).links.size() == 1);
    CHECK(kernel.Dump(9'000).resync == nullptr);
    CHECK(kernel.counters.audits == 1);
    CHECK(kernel.counters.drifts == 0);
  }

  TEST_CASE("there is no audit before the first view, nor while a dump runs") {
    Kernel kernel;
    CHECK_FALSE(kernel.assembler.Audit());
    Ready(kernel);
    kernel.assembler.Lose("receive-buffer-overflow");
    CHECK_FALSE(kernel.assembler.Audit());
    REQUIRE_FALSE(kernel.assembler.BeginDump());
    CHECK_FALSE(kernel.assembler.Audit());
    CHECK(kernel.Dump(1'500).resync == std::string("receive-buffer-overflow"));
    CHECK(kernel.counters.audits == 0);
  }

  TEST_CASE("something that is lost while an audit runs is a loss, and leads to a dump of its own") {
    Kernel unready;
    Kernel& kernel = Ready(unready);
    REQUIRE(kernel.assembler.Audit());
    REQUIRE_FALSE(kernel.assembler.BeginDump());
    kernel.assembler.Lose("overrun");
    CHECK(kernel.assembler.dump_wanted());
    REQUIRE_FALSE(kernel.assembler.BeginDump());
    CHECK(kernel.Dump(9'000).resync == std::string("overrun"));
    CHECK(kernel.counters.drifts == 0);
  }
}

TEST_SUITE("assembler: losses") {
  TEST_CASE("NLMSG_OVERRUN leads to a dump") {
    Kernel unready;
    Kernel& kernel = Ready(unready);
    kernel.Overrun();
    CHECK(kernel.assembler.dump_wanted());
    REQUIRE_FALSE(kernel.assembler.BeginDump());
    CHECK(kernel.Dump(9'000).resync == std::string("overrun"));
  }

  TEST_CASE("a dump that is interrupted every time does not keep the first view back for ever") {
    Kernel kernel;
    int dumps = 0;
    for (Batch batch; !batch.ready; ++dumps) {
      REQUIRE(dumps < 100);
      REQUIRE_FALSE(kernel.assembler.BeginDump());
      batch = kernel.Interrupted();
    }
    CHECK(dumps == 8);
    CHECK(kernel.assembler.dump_wanted());
  }
}

}  // namespace netwake::netlink

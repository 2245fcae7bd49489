// parser.h: ParseLink.
#include <doctest/doctest.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "attribute_bytes.h"
#include "captured.h"
#include "guarded_bytes.h"
#include "netlink/parser.h"
#include "netlink/request.h"

namespace netwake::netlink {

namespace {

constexpr std::uint32_t kMtu = 1500;

struct ifinfomsg Header(unsigned flags = 0, int index = 7) {
  struct ifinfomsg header = {};
  header.ifi_type = ARPHRD_ETHER;
  header.ifi_index = index;
  header.ifi_flags = flags;
  return header;
}

// A link message of `header`; `add` appends attributes.
template <typename Add>
std::optional<LinkMessage> Parse(const struct ifinfomsg& header, Add add, std::uint16_t type = RTM_NEWLINK) {
  Request request;
  request.Begin(type, 0, 0, header);
  add(request);
  return ParseLink(FirstMessage(request.bytes()));
}

void AddMtu(Request& request) { request.Attribute(IFLA_MTU, &kMtu, sizeof(kMtu)); }

LinkRecord ParseWithFlags(unsigned flags) { return Parse(Header(flags), AddMtu).value().record; }

}  // namespace

TEST_SUITE("parser: links") {
  TEST_CASE("a running veth is read whole") {
    const auto link = ParseLink(CapturedMessage("link-running").message()).value();
    CHECK_FALSE(link.deleted);
    const HardwareAddress expected_mac(
        std::array{std::byte{2}, std::byte{0}, std::byte{0}, std::byte{0}, std::byte{0}, std::byte{1}});
    const LinkRecord expected = {.index = 40,
                                 .name = "wan",
                                 .kind = "veth",
                                 .loopback = false,
                                 .up = true,
                                 .carrier = true,
                                 .oper_state = IF_OPER_UP,
                                 .mtu = 1500,
                                 .mac = expected_mac};
    CHECK(link.record == expected);
  }

  TEST_CASE("an interface that is up but not running has no carrier") {
    const auto link = ParseLink(CapturedMessage("link-without-carrier").message()).value();
    CHECK(link.record.up);
    CHECK_FALSE(link.record.carrier);
    CHECK(link.record.oper_state == IF_OPER_LOWERLAYERDOWN);
  }

  TEST_CASE("carrier needs both IFF_LOWER_UP and IFF_RUNNING") {
    CHECK(ParseWithFlags(IFF_UP | IFF_LOWER_UP | IFF_RUNNING).carrier);
    CHECK_FALSE(ParseWithFlags(IFF_UP | IFF_LOWER_UP).carrier);
    CHECK_FALSE(ParseWithFlags(IFF_UP | IFF_RUNNING).carrier);
    CHECK_FALSE(ParseWithFlags(IFF_LOWER_UP | IFF_RUNNING).up);
  }

  TEST_CASE("a rename is a message with the same index") {
    const auto before = ParseLink(CapturedMessage("link-running").message()).value();
    const auto after = ParseLink(CapturedMessage("link-renamed").message()).value();
    CHECK(after.record.index == before.record.index);
    CHECK(after.record.name == "wlan9");
  }

  TEST_CASE("a link that goes says so") {
    const auto link = ParseLink(CapturedMessage("link-deleted").message()).value();
    CHECK(link.deleted);
    CHECK(link.record.index == 40);
  }

  TEST_CASE("an RTM_DELLINK counts without IFLA_MTU") {
    const auto link = Parse(Header(), [](Request&) {}, RTM_DELLINK);
    CHECK(link.value().deleted);
  }

  TEST_CASE("a bridge port that leaves its bridge (AF_BRIDGE) is not an interface that goes") {
    CHECK_FALSE(ParseLink(CapturedMessage("bridge-port-deleted").message()).has_value());
    CHECK_FALSE(ParseLink(CapturedMessage("bridge-port-new").message()).has_value());
  }

  TEST_CASE("a message without IFLA_MTU is a wireless statistic") {
    CHECK_FALSE(Parse(Header(IFF_UP), [](Request& request) { request.Attribute(IFLA_IFNAME, "wlan0", 6); }));
  }

  TEST_CASE("a short IFLA_MTU is none") {
    CHECK_FALSE(Parse(Header(IFF_UP), [](Request& request) { request.Attribute(IFLA_MTU, &kMtu, 3); }));
  }

  TEST_CASE("an index that is not positive is none") {
    CHECK_FALSE(Parse(Header(0, 0), AddMtu));
    CHECK_FALSE(Parse(Header(0, -1), AddMtu));
  }

  TEST_CASE("loopback is told by its flag, named by its hardware type, and has no mac") {
    const auto datagram = Captured("dump-links");
    const auto link = ParseLink(FirstMessage(datagram)).value();
    CHECK(link.record.loopback);
    CHECK(link.record.kind == "loopback");
    CHECK(link.record.mac == HardwareAddress());
    CHECK(link.record.mtu == 65536);
    CHECK(link.record.oper_state == IF_OPER_UNKNOWN);
  }

  TEST_CASE("the kind is nested in IFLA_LINKINFO, behind what is unknown") {
    const auto link = Parse(Header(), [](Request& request) {
      AddMtu(request);
      const auto nested =
          AttributeBytes(IFLA_INFO_DATA, "whatever", 9) + AttributeBytes(IFLA_INFO_KIND, "wireguard", 10);
      request.Attribute(IFLA_LINKINFO | NLA_F_NESTED, nested.data(), nested.size());
    });
    CHECK(link.value().record.kind == "wireguard");
  }

  TEST_CASE("a nested attribute that lies about its length spoils nothing but itself") {
    const auto link = Parse(Header(), [](Request& request) {
      const std::uint16_t lie[] = {200, IFLA_INFO_KIND, 0x7676, 0};
      request.Attribute(IFLA_LINKINFO, lie, sizeof(lie));
      request.Attribute(IFLA_IFNAME, "eth0", 5);
      AddMtu(request);
    });
    CHECK(link.value().record.kind == "ether");
    CHECK(link.value().record.name == "eth0");
  }

  TEST_CASE("unknown attributes are passed over") {
    const auto link = Parse(Header(), [](Request& request) {
      request.Attribute(0x3ffe, "who knows", 9);
      AddMtu(request);
      request.Attribute(0x2000, nullptr, 0);
      request.Attribute(IFLA_IFNAME, "eth0", 5);
    });
    CHECK(link.value().record.name == "eth0");
    CHECK(link.value().record.mtu == kMtu);
  }

  TEST_CASE("an empty IFLA_OPERSTATE is passed over") {
    const auto link = Parse(Header(), [](Request& request) {
      AddMtu(request);
      request.Attribute(IFLA_OPERSTATE, nullptr, 0);
    });
    CHECK(link.value().record.oper_state == IF_OPER_UNKNOWN);
  }
}

TEST_SUITE("parser: interface statistics") {
  TEST_CASE("IFLA_STATS64 is read where it lies, at 4 modulo 8") {
    struct rtnl_link_stats64 stats = {};
    stats.rx_packets = 1;
    stats.tx_packets = 2;
    stats.rx_bytes = 0x1'0000'0003;
    stats.tx_bytes = 4;
    stats.rx_errors = 5;
    stats.tx_errors = 6;
    stats.rx_dropped = 7;
    stats.tx_dropped = 8;
    const auto link = Parse(Header(), [&](Request& request) {
      AddMtu(request);
      request.Attribute(IFLA_STATS64, &stats, sizeof(stats));
      // Behind nlmsghdr, ifinfomsg, IFLA_MTU and the attribute's own header.
      REQUIRE((sizeof(struct nlmsghdr) + sizeof(struct ifinfomsg) + 8 + 4) % 8 == 4);
    });
    REQUIRE(link.value().has_statistics);
    const InterfaceStatistics& read = link->statistics;
    CHECK(read.rx_packets == 1);
    CHECK(read.tx_packets == 2);
    CHECK(read.rx_bytes == 0x1'0000'0003);
    CHECK(read.tx_bytes == 4);
    CHECK(read.rx_errors == 5);
    CHECK(read.tx_errors == 6);
    CHECK(read.rx_dropped == 7);
    CHECK(read.tx_dropped == 8);
  }

  TEST_CASE("an older kernel's shorter statistics do, as long as the eight counters are there") {
    struct rtnl_link_stats64 stats = {};
    stats.rx_packets = 11;
    stats.tx_dropped = 12;
    const std::size_t wanted = offsetof(struct rtnl_link_stats64, tx_dropped) + sizeof(stats.tx_dropped);
    const auto parse = [&](std::size_t size) {
      return Parse(Header(),
                   [&](Request& request) {
                     AddMtu(request);
                     request.Attribute(IFLA_STATS64, &stats, size);
                   })
          .value();
    };
    CHECK(parse(wanted).statistics.rx_packets == 11);
    CHECK(parse(wanted).statistics.tx_dropped == 12);
    CHECK_FALSE(parse(wanted - 1).has_statistics);
    CHECK(parse(wanted - 1).statistics.rx_packets == 0);
  }

  TEST_CASE("shorter statistics are read no further than they go") {
    const std::vector<std::byte> stats(offsetof(struct rtnl_link_stats64, multicast), std::byte{1});
    Request request;
    request.Begin(RTM_NEWLINK, 0, 0, Header());
    AddMtu(request);
    request.Attribute(IFLA_STATS64, stats.data(), stats.size());
    GuardedBytes memory(request.bytes().size());
    const auto link = ParseLink(FirstMessage(memory.Copy(request.bytes()))).value();
    CHECK(link.statistics.tx_dropped == 0x0101'0101'0101'0101);
  }

  TEST_CASE("a newer kernel's longer statistics do") {
    std::vector<std::byte> longer(sizeof(struct rtnl_link_stats64) + 64, std::byte{1});
    const auto link = Parse(Header(), [&](Request& request) {
      AddMtu(request);
      request.Attribute(IFLA_STATS64, longer.data(), longer.size());
    });
    CHECK(link.value().statistics.tx_dropped == 0x0101'0101'0101'0101);
  }
}

}  // namespace netwake::netlink

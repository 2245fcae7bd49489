// Every program runs in the kernel, on a socket pair of no network, and on the tests' own machine; both must
// agree.
#include "netlink/filter.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "captured.h"
#include "filter_machine.h"
#include "rtnetlink_bytes.h"

namespace netwake::netlink {

namespace {

using Texts = std::vector<std::string>;

class Filtered {
 public:
  explicit Filtered(FilterProgram program) : program_(std::move(program)) {
    CHECK(IsAcceptable(program_));
    REQUIRE(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends_) == 0);
    const struct sock_fprog description = {static_cast<unsigned short>(program_.size()), program_.data()};
    REQUIRE(setsockopt(ends_[1], SOL_SOCKET, SO_ATTACH_FILTER, &description, sizeof(description)) == 0);
  }
  Filtered(const Texts& preferred, const Texts& ignored, const FilterScope& scope = {})
      : Filtered(SelectingFilter(Selection(preferred, ignored), scope)) {}
  ~Filtered() {
    close(ends_[0]);
    close(ends_[1]);
  }
  Filtered(const Filtered&) = delete;
  Filtered& operator=(const Filtered&) = delete;

  bool Passes(Bytes message) {
    (void)send(ends_[0], message.data(), message.size(), 0);
    std::vector<std::byte> buffer(message.size());
    const ssize_t received = recv(ends_[1], buffer.data(), buffer.size(), 0);
    const bool machine = FilterMachine(message).Run(program_) != 0;
    CHECK((received >= 0) == machine);
    if (received >= 0) CHECK(static_cast<std::size_t>(received) == message.size());
    return received >= 0;
  }
  bool PassesName(const std::string& name) { return Passes(LinkBytes({.name = name})); }

 private:
  FilterProgram program_;
  int ends_[2] = {-1, -1};
};

FilterScope Indexes(std::uint32_t count) {
  FilterScope scope;
  for (std::uint32_t index = 1; index <= count; ++index) scope.indexes.push_back(index);
  return scope;
}

std::vector<std::byte> WithFlags(std::vector<std::byte> message, std::uint16_t flags) {
  std::memcpy(message.data() + offsetof(nlmsghdr, nlmsg_flags), &flags, sizeof(flags));
  return message;
}

// As wireless_send_event() in the kernel makes it.
std::vector<std::byte> WirelessBytes(bool mtu) {
  Request request;
  struct ifinfomsg header = {};
  header.ifi_index = 7;
  request.Begin(RTM_NEWLINK, 0, 0, header);
  request.Attribute(IFLA_IFNAME, "wlan0", 6);
  const std::uint64_t event = 0;
  if (mtu) request.Attribute(IFLA_MTU, &event, 4);
  request.Attribute(IFLA_WIRELESS, &event, sizeof(event));
  return ToVector(request);
}

}  // namespace

TEST_SUITE("the filter") {
  TEST_CASE("of every socket drops bridge ports and nothing else that was captured") {
    Filtered basic(BasicFilter({}));
    for (const std::string& name : CapturedNames()) {
      CAPTURE(name);
      CHECK(basic.Passes(Captured(name)) == !name.starts_with("bridge-port"));
    }
  }

  TEST_CASE("of every socket drops wireless statistics, and no link that only has some") {
    Filtered basic(BasicFilter({}));
    CHECK_FALSE(basic.Passes(WirelessBytes(false)));
    CHECK(basic.Passes(WirelessBytes(true)));
  }

  TEST_CASE("passes what is too short to be judged, byte by byte") {
    Filtered selecting({}, {"*", "kind:veth"}, {{}, {{AF_INET, 0x08080808}}});
    const struct {
      std::vector<std::byte> message;
      std::size_t header;
    } kCases[] = {
        {LinkBytes({.kind = "veth"}), NLMSG_LENGTH(sizeof(struct ifinfomsg))},
        {AddressBytes(9), NLMSG_LENGTH(sizeof(struct ifaddrmsg))},
        {RouteBytes(9, "10.0.0.0", 8), NLMSG_LENGTH(sizeof(struct rtmsg))},
    };
    for (const auto& [message, header] : kCases) {
      CHECK_FALSE(selecting.Passes(message));
      for (std::size_t length = 1; length < header; ++length)
        CHECK(selecting.Passes(Bytes(message).first(length)));
      // What it says of longer ones it says on the machine, too.
      for (std::size_t length = header; length < message.size(); ++length)
        (void)selecting.Passes(Bytes(message).first(length));
    }
  }

  TEST_CASE("drops links by the patterns of their names, and passes those that it can't decide") {
    const struct {
      const char* pattern;
      Texts dropped, passed;
    } kCases[] = {
        {"eth0", {"eth0"}, {"eth", "eth01", "xeth0", "eth1"}},
        {"veth*", {"veth", "veth1", "veth1a2b3c4d5e6"}, {"vet", "xveth", "vath1"}},
        {"br-*", {"br-", "br-0f"}, {"br", "br0"}},
        {"eth?", {"eth0", "ethx"}, {"eth", "eth10", "eth\xc3\xa9"}},
        {"eth??", {"eth01"}, {"eth\xc3\xa9"}},
        {"a?c*", {"abc", "abcd", "a?c"}, {"ac", "abd"}},
        {"?*", {"a", "abcdefghijklmno"}, {}},
        {"*", {"a", "eth0"}, {}},
        {"***", {"a"}, {}},
        {"*lan*", {}, {"wlan0"}},
        {"a*b", {}, {"ab", "axb"}},
    };
    for (const auto& each : kCases) {
      CAPTURE(each.pattern);
      Filtered selecting({}, {each.pattern});
      for (const std::string& name : each.dropped) {
        CAPTURE(name);
        CHECK_FALSE(selecting.PassesName(name));
      }
      for (const std::string& name : each.passed) {
        CAPTURE(name);
        CHECK(selecting.PassesName(name));
      }
    }
  }

  TEST_CASE("drops all links but the preferred, and of those the ignored") {
    Filtered selecting({"eth0", "wg?"}, {"eth*"});
    CHECK_FALSE(selecting.PassesName("eth0"));
    CHECK_FALSE(selecting.PassesName("lan0"));
    CHECK_FALSE(selecting.PassesName("wg0"));
    CHECK(selecting.PassesName("wg?"));
  }

  TEST_CASE("drops links by their kind") {
    Filtered selecting({}, {"kind:veth", "kind:bridge"});
    CHECK_FALSE(selecting.Passes(LinkBytes({.kind = "veth"})));
    CHECK_FALSE(selecting.Passes(LinkBytes({.kind = "bridge", .type = RTM_DELLINK})));
    for (const char* kind : {"", "vet", "vethx", "vlan"}) CHECK(selecting.Passes(LinkBytes({.kind = kind})));
  }

  TEST_CASE("names a link without a kind after its hardware") {
    Filtered ethernets({}, {"kind:ether"});
    CHECK_FALSE(ethernets.Passes(LinkBytes({})));
    CHECK(ethernets.Passes(LinkBytes({.kind = "veth"})));
    CHECK(ethernets.Passes(LinkBytes({.hardware = ARPHRD_PPP})));
    Filtered others({}, {"kind:unknown"});
    CHECK(others.Passes(LinkBytes({.hardware = ARPHRD_PPP})));
    CHECK_FALSE(others.Passes(LinkBytes({.hardware = ARPHRD_NONE})));
  }

  TEST_CASE("passes all that is said of a watched index, whatever the name") {
    Filtered selecting({}, {"*"}, Indexes(3));
    for (const std::uint32_t index : {1u, 2u, 3u, 4u, 0x01000000u}) {
      CAPTURE(index);
      const bool watched = index <= 3;
      for (const std::uint16_t change : {0, 1}) {
        const auto type = [=](int first) { return static_cast<std::uint16_t>(first + change); };
        CHECK(selecting.Passes(LinkBytes({.index = index, .type = type(RTM_NEWLINK)})) == watched);
        CHECK(selecting.Passes(AddressBytes(index, type(RTM_NEWADDR))) == watched);
        CHECK(selecting.Passes(RouteBytes(index, "10.0.0.0", 8, type(RTM_NEWROUTE))) == watched);
      }
    }
  }

  TEST_CASE("passes routes of more interfaces than one, and all that is not of an interface") {
    Filtered selecting({}, {"*"});
    CHECK(selecting.Passes(RouteBytes(0, "10.0.0.0", 8)));
    for (const char* name : {"route-multipath", "rule-new", "nexthop-new", "dump-done"})
      CHECK(selecting.Passes(Captured(name)));
  }

  TEST_CASE("passes a datagram of a dump whole") {
    Filtered selecting({}, {"*"});
    CHECK_FALSE(selecting.Passes(LinkBytes({})));
    CHECK(selecting.Passes(WithFlags(LinkBytes({}), NLM_F_MULTI)));
    CHECK(selecting.Passes(Captured("dump-links")));
    CHECK(selecting.Passes(Captured("dump-addresses")));
  }

  TEST_CASE("drops routes to link-local and multicast addresses, whatever they leave through") {
    Filtered basic(BasicFilter({}));
    Filtered selecting({}, {"veth*"}, Indexes(7));
    for (Filtered* filter : {&basic, &selecting}) {
      for (const std::uint16_t type : {RTM_NEWROUTE, RTM_DELROUTE}) {
        CHECK_FALSE(filter->Passes(RouteBytes(7, "fe80::", 64, type)));
        CHECK_FALSE(filter->Passes(RouteBytes(7, "febf::1", 128, type)));
        CHECK_FALSE(filter->Passes(RouteBytes(7, "fe80::", 10, type)));
        CHECK_FALSE(filter->Passes(RouteBytes(7, "ff00::", 8, type)));
      }
    }
  }

  TEST_CASE("passes routes that only begin like those to link-local and multicast addresses") {
    Filtered basic(BasicFilter({}));
    CHECK(basic.Passes(RouteBytes(7, "fe80::", 9)));
    CHECK(basic.Passes(RouteBytes(7, "fec0::", 64)));
    CHECK(basic.Passes(RouteBytes(7, "fe00::", 16)));
    CHECK(basic.Passes(RouteBytes(7, "ff00::", 7)));
    CHECK(basic.Passes(RouteBytes(7, "254.128.0.0", 16)));
    CHECK(basic.Passes(RouteBytes(7, "2001:db8::", 64)));
    CHECK(basic.Passes(RouteBytes(7, "", 0)));
  }

  TEST_CASE("passes routes to link-local addresses where a watched path leads to one") {
    FilterScope scope = Indexes(7);
    scope.link_local = true;
    CHECK(Filtered(BasicFilter(scope)).Passes(RouteBytes(7, "fe80::", 64)));
    CHECK(Filtered({}, {"veth*"}, scope).Passes(RouteBytes(7, "fe80::", 64)));
  }

  TEST_CASE("passes routes to where watched paths lead, whatever they leave through") {
    Filtered selecting({}, {"*"}, {{}, {{AF_INET, 0x08080404}, {AF_INET6, 0x20010db8}}});
    const struct {
      const char* address;
      std::uint8_t length;
      bool passes;
    } kCases[] = {
        {"", 0, true},
        {"0.0.0.0", 1, true},
        {"128.0.0.0", 1, false},
        {"8.8.4.0", 24, true},
        {"8.8.4.4", 32, true},
        {"8.8.4.5", 32, false},
        {"172.17.0.0", 16, false},
        {"2001:db8::", 32, true},
        {"2001:db8:1::", 48, true},
        {"2001::", 16, true},
        {"fe80::", 64, false},
        {"ff00::", 8, false},
    };
    for (const auto& [address, length, passes] : kCases) {
      CAPTURE(address);
      CHECK(selecting.Passes(RouteBytes(9, address, length)) == passes);
    }
    Filtered none({}, {"*"});
    CHECK_FALSE(none.Passes(RouteBytes(9, "", 0)));
  }

  TEST_CASE("passes all routes where that is wanted, and drops the rest as ever") {
    FilterScope scope = Indexes(1);
    scope.every_route = true;
    Filtered selecting({}, {"*"}, scope);
    CHECK(selecting.Passes(RouteBytes(9, "172.17.0.0", 16)));
    CHECK(selecting.Passes(RouteBytes(9, "2001:db8::", 32)));
    CHECK_FALSE(selecting.Passes(RouteBytes(9, "fe80::", 64)));
    CHECK_FALSE(selecting.Passes(AddressBytes(9)));
    CHECK_FALSE(selecting.PassesName("veth0"));
  }

  TEST_CASE("holds many indexes, and is none rather than too long") {
    Filtered selecting({}, {"*"}, Indexes(3'000));
    for (const std::uint32_t index : {1u, 250u, 251u, 2'999u, 3'000u, 3'001u})
      CHECK(selecting.Passes(AddressBytes(index)) == (index <= 3'000));
    CHECK(SelectingFilter(Selection({}, Texts{"*"}), Indexes(5'000)).empty());
    CHECK(SelectingFilter(Selection({}, Texts(1'000, "abcdefgh")), {}).empty());
  }

  TEST_CASE("compares no pattern that is longer than any name, and then lets all pass") {
    const std::string longest(300, 'a');
    Filtered ignoring({}, {longest, longest + "*"});
    CHECK(ignoring.PassesName(longest));
    Filtered preferring({longest}, {});
    CHECK(preferring.PassesName("eth0"));
  }
}

}  // namespace netwake::netlink

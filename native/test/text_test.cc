#include "netlink/text.h"

#include <doctest/doctest.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cerrno>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace netwake::netlink {

namespace {

std::vector<std::byte> Of(std::initializer_list<int> values) {
  std::vector<std::byte> bytes;
  for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

std::string Name(std::string_view text) { return TextOf(std::as_bytes(std::span(text))); }

}  // namespace

TEST_SUITE("text") {
  TEST_CASE("a name ends at its NUL, or where its bytes do") {
    CHECK(Name(std::string_view("eth0\0rest", 9)) == "eth0");
    CHECK(Name("eth0") == "eth0");
    CHECK(Name("") == "");
    CHECK(Name(std::string_view("\0", 1)) == "");
  }

  TEST_CASE("addresses are as inet_ntop(3) writes them") {
    CHECK(AddressText(AF_INET, Of({192, 0, 2, 255})) == "192.0.2.255");
    CHECK(AddressText(AF_INET6, Of({0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})) ==
          "2001:db8::1");
    CHECK(AddressText(AF_INET6, std::vector<std::byte>(16)) == "::");
  }

  TEST_CASE("too few bytes or an unknown family are no address") {
    CHECK(AddressText(AF_INET, Of({192, 0, 2})) == "");
    CHECK(AddressText(AF_INET6, std::vector<std::byte>(15, std::byte{1})) == "");
    CHECK(AddressText(AF_BRIDGE, std::vector<std::byte>(16, std::byte{1})) == "");
    CHECK(AddressText(AF_INET, {}) == "");
  }

  TEST_CASE("a hardware address is hexadecimal, of any length") {
    CHECK(HardwareAddressText(HardwareAddress(Of({0x02, 0xab, 0, 0x0f, 0xf0, 0x10}))) == "02:ab:00:0f:f0:10");
    CHECK(HardwareAddressText(HardwareAddress(Of({0xfe}))) == "fe");
    CHECK(HardwareAddressText(HardwareAddress(std::vector<std::byte>(20, std::byte{1}))).size() == 59);
  }

  TEST_CASE("a hardware address longer than the kernel's longest is cut") {
    CHECK(HardwareAddressText(HardwareAddress(std::vector<std::byte>(40, std::byte{1}))).size() ==
          32 * 3 - 1);
  }

  TEST_CASE("no bytes and all zeroes are no hardware address") {
    CHECK(HardwareAddressText(HardwareAddress()) == "");
    CHECK(HardwareAddressText(HardwareAddress(std::vector<std::byte>(6))) == "");
  }

  TEST_CASE("hardware types have names, the rest is unknown") {
    CHECK(HardwareTypeText(ARPHRD_ETHER) == "ether");
    CHECK(HardwareTypeText(ARPHRD_LOOPBACK) == "loopback");
    CHECK(HardwareTypeText(ARPHRD_PPP) == "ppp");
    CHECK(HardwareTypeText(ARPHRD_IEEE80211) == "wlan");
    CHECK(HardwareTypeText(ARPHRD_INFINIBAND) == "infiniband");
    CHECK(HardwareTypeText(ARPHRD_NONE) == "unknown");
  }

  TEST_CASE("a route's type says what connect(2) meets on it") {
    CHECK(RouteTypeError(RTN_UNICAST) == 0);
    CHECK(RouteTypeError(RTN_LOCAL) == 0);
    CHECK(RouteTypeError(RTN_BROADCAST) == 0);
    CHECK(RouteTypeError(RTN_BLACKHOLE) == EINVAL);
    CHECK(RouteTypeError(RTN_UNREACHABLE) == EHOSTUNREACH);
    CHECK(RouteTypeError(RTN_PROHIBIT) == EACCES);
    CHECK(RouteTypeError(RTN_THROW) == ENETUNREACH);
  }
}

}  // namespace netwake::netlink

#include "netlink/request.h"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <linux/if_link.h>

namespace netwake::netlink {

namespace {

template <typename Value>
Value At(const Request& request, std::size_t offset) {
  REQUIRE(offset + sizeof(Value) <= request.bytes().size());
  Value value;
  std::memcpy(&value, request.bytes().data() + offset, sizeof(value));
  return value;
}

struct ifinfomsg LinkHeader() {
  struct ifinfomsg header = {};
  header.ifi_index = 42;
  return header;
}

}  // namespace

TEST_SUITE("request") {
  TEST_CASE("a new one is empty") {
    CHECK(Request().empty());
    CHECK(Request().bytes().size() == 0);
  }

  TEST_CASE("a message is its header, marked as a request, and the family's header") {
    Request request;
    request.Begin(RTM_GETLINK, NLM_F_DUMP, 77, LinkHeader());
    const auto header = At<struct nlmsghdr>(request, 0);
    CHECK(header.nlmsg_len == 32);
    CHECK(header.nlmsg_type == RTM_GETLINK);
    CHECK(header.nlmsg_flags == (NLM_F_REQUEST | NLM_F_DUMP));
    CHECK(header.nlmsg_seq == 77);
    CHECK(header.nlmsg_pid == 0);
    CHECK(At<struct ifinfomsg>(request, 16).ifi_index == 42);
    CHECK(request.bytes().size() == 32);
  }

  TEST_CASE("an attribute's length leaves its padding out, the message's takes it in") {
    Request request;
    request.Begin(RTM_NEWLINK, 0, 1, LinkHeader());
    request.Attribute(IFLA_IFNAME, "eth0", 5);
    const std::uint32_t mtu = 1400;
    request.Attribute(IFLA_MTU, &mtu, sizeof(mtu));
    CHECK(At<struct rtattr>(request, 32).rta_len == 9);
    CHECK(At<struct rtattr>(request, 32).rta_type == IFLA_IFNAME);
    CHECK(At<std::uint8_t>(request, 41) == 0);
    CHECK(At<struct rtattr>(request, 44).rta_type == IFLA_MTU);
    CHECK(At<std::uint32_t>(request, 48) == 1400);
    CHECK(At<struct nlmsghdr>(request, 0).nlmsg_len == 52);
    CHECK(request.bytes().size() == 52);
  }

  TEST_CASE("a second message begins aligned, and attributes then belong to it") {
    Request request;
    request.Begin(RTM_GETLINK, 0, 1, LinkHeader());
    request.Attribute(IFLA_IFNAME, "eth0", 5);
    request.Begin(RTM_GETLINK, 0, 2, LinkHeader());
    request.Attribute(IFLA_IFNAME, "e", 2);
    CHECK(At<struct nlmsghdr>(request, 0).nlmsg_len == 44);
    CHECK(At<struct nlmsghdr>(request, 44).nlmsg_seq == 2);
    CHECK(At<struct nlmsghdr>(request, 44).nlmsg_len == 40);
  }
}

}  // namespace netwake::netlink

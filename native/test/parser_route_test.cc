// parser.h: ParseRoute and ParseRouteAnswer.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cerrno>

#include "captured.h"
#include "netlink/parser.h"
#include "netlink/request.h"

#include <span>

namespace netwake::netlink {

namespace {

RouteHint Hint(const std::string& name) { return ParseRoute(CapturedMessage(name).message()).value().hint; }
RouteAnswer Answer(const std::string& name) {
  return ParseRouteAnswer(CapturedMessage(name).message()).value();
}

std::optional<RouteMessage> ParseHint(unsigned flags, std::uint8_t table, std::uint32_t wide_table) {
  struct rtmsg header = {};
  header.rtm_family = AF_INET;
  header.rtm_flags = flags;
  header.rtm_table = table;
  Request request;
  request.Begin(RTM_NEWROUTE, 0, 0, header);
  if (wide_table != 0) request.Attribute(RTA_TABLE, &wide_table, sizeof(wide_table));
  return ParseRoute(FirstMessage(request.bytes()));
}

}  // namespace

TEST_SUITE("parser: route hints") {
  TEST_CASE("a default route has no RTA_DST") {
    const RouteHint hint = Hint("route-default");
    CHECK_FALSE(hint.deleted);
    CHECK(hint.family == AF_INET);
    CHECK(hint.destination == "default");
    CHECK(hint.gateway == "192.0.2.1");
    CHECK(hint.interface_index == 40);
    CHECK(hint.table == RT_TABLE_MAIN);
  }

  TEST_CASE("half of the internet is not the default route") {
    CHECK(Hint("route-half").destination == "0.0.0.0/1");
  }

  TEST_CASE("an IPv6 route is told in full") {
    const RouteHint hint = Hint("route6");
    CHECK(hint.family == AF_INET6);
    CHECK(hint.destination == "2001:db8:9::/48");
    CHECK(hint.gateway == "2001:db8::1");
  }

  TEST_CASE("a multipath route has neither interface nor gateway of its own") {
    const RouteHint hint = Hint("route-multipath");
    CHECK(hint.destination == "203.0.113.64/26");
    CHECK(hint.interface_index == 0);
    CHECK(hint.gateway == "");
  }

  TEST_CASE("a route over a nexthop object is a route like any other") {
    CHECK(Hint("route-nexthop").destination == "203.0.113.128/26");
  }

  TEST_CASE("a route that goes says so, and from which table") {
    const RouteHint hint = Hint("route-deleted");
    CHECK(hint.deleted);
    CHECK(hint.table == RT_TABLE_LOCAL);
  }

  TEST_CASE("a table beyond 255 is in RTA_TABLE") {
    CHECK(ParseHint(0, RT_TABLE_COMPAT, 1000).value().hint.table == 1000);
    CHECK(ParseHint(0, RT_TABLE_MAIN, 0).value().hint.table == RT_TABLE_MAIN);
  }

  TEST_CASE("an RTA_DST cut short is passed over") {
    const std::uint8_t cut[] = {192, 0, 2};
    struct rtmsg header = {};
    header.rtm_family = AF_INET;
    Request request;
    request.Begin(RTM_NEWROUTE, 0, 0, header);
    request.Attribute(RTA_DST, cut, sizeof(cut));
    CHECK(ParseRoute(FirstMessage(request.bytes())).value().hint.destination == "default");
  }

  TEST_CASE("a route that every interface has for itself is told from others") {
    struct in6_addr address = {};
    const auto is_link_local = [&](const char* text, std::uint8_t length) {
      REQUIRE(inet_pton(AF_INET6, text, &address) == 1);
      return IsLinkLocal(AF_INET6, length, std::as_bytes(std::span(&address, 1)));
    };
    CHECK(is_link_local("fe80::", 64));
    CHECK(is_link_local("febf::", 16));
    CHECK(is_link_local("ff00::", 8));
    CHECK_FALSE(is_link_local("fe80::", 9));
    CHECK_FALSE(is_link_local("fec0::", 10));
    CHECK_FALSE(is_link_local("ff00::", 7));
    CHECK_FALSE(is_link_local("fd80::", 64));
    CHECK_FALSE(IsLinkLocal(AF_INET, 32, std::as_bytes(std::span(&address.s6_addr32[0], 1))));
  }

  TEST_CASE("a cached clone is no route") {
    CHECK(ParseHint(0, RT_TABLE_MAIN, 0).has_value());
    CHECK_FALSE(ParseHint(RTM_F_CLONED, RT_TABLE_MAIN, 0).has_value());
  }
}

TEST_SUITE("parser: answers of RTM_GETROUTE") {
  TEST_CASE("a way through a gateway names gateway, interface and source") {
    const RouteAnswer answer = Answer("answer-gateway");
    CHECK(answer.error == 0);
    CHECK_FALSE(answer.local);
    CHECK(answer.interface_index == 40);
    CHECK(answer.gateway == "192.0.2.1");
    CHECK(answer.source == "192.0.2.2");
  }

  TEST_CASE("the answer counts although it is a clone") {
    // Every IPv4 answer has RTM_F_CLONED: ParseRoute's rule must not hold here.
    CHECK_FALSE(ParseRoute(CapturedMessage("answer-gateway").message()).has_value());
    CHECK(ParseRouteAnswer(CapturedMessage("answer-gateway").message()).has_value());
  }

  TEST_CASE("a neighbour on the link has no gateway") {
    const RouteAnswer answer = Answer("answer-on-link");
    CHECK(answer.gateway == "");
    CHECK(answer.interface_index == 40);
  }

  TEST_CASE("an address of this machine is local") {
    const RouteAnswer answer = Answer("answer-local");
    CHECK(answer.local);
    CHECK(answer.error == 0);
    CHECK(answer.interface_index == 1);
  }

  TEST_CASE("an IPv4 way through an IPv6 gateway has RTA_VIA") {
    const RouteAnswer answer = Answer("answer-via");
    CHECK(answer.gateway == "2001:db8::1");
    CHECK(answer.source == "192.0.2.2");
  }

  TEST_CASE("an RTA_VIA cut short names no gateway") {
    const std::uint8_t cut[] = {AF_INET6, 0, 0x20, 0x01};
    struct rtmsg header = {};
    header.rtm_family = AF_INET;
    for (const std::size_t size : {0, 1, 2, 4}) {
      CAPTURE(size);
      Request request;
      request.Begin(RTM_NEWROUTE, 0, 0, header);
      request.Attribute(RTA_VIA, cut, size);
      CHECK(ParseRouteAnswer(FirstMessage(request.bytes())).value().gateway == "");
    }
  }

  TEST_CASE("an IPv6 way names gateway, interface and source") {
    const RouteAnswer answer = Answer("answer6-gateway");
    CHECK(answer.gateway == "2001:db8::1");
    CHECK(answer.interface_index == 40);
    CHECK(answer.source.starts_with("2001:db8::"));
  }

  TEST_CASE("the hops within RTA_MULTIPATH are not taken for the answer's own") {
    const RouteAnswer answer = Answer("answer-multipath");
    CHECK(answer.error == 0);
    CHECK(answer.interface_index == 0);
    CHECK(answer.gateway == "");
  }

  TEST_CASE("a route that carries nothing is told as connect(2) would") {
    const auto parse = [](std::uint8_t type) {
      struct rtmsg header = {};
      header.rtm_family = AF_INET;
      header.rtm_type = type;
      Request request;
      request.Begin(RTM_NEWROUTE, 0, 0, header);
      return ParseRouteAnswer(FirstMessage(request.bytes())).value().error;
    };
    CHECK(parse(RTN_UNICAST) == 0);
    CHECK(parse(RTN_PROHIBIT) == EACCES);
    CHECK(parse(RTN_UNREACHABLE) == EHOSTUNREACH);
    CHECK(parse(RTN_BLACKHOLE) == EINVAL);
  }

  TEST_CASE("a header cut short answers nothing") {
    RawMessage message;
    message.payload = Bytes(Captured("answer-gateway")).first(0);
    CHECK_FALSE(ParseRouteAnswer(message).has_value());
  }
}

}  // namespace netwake::netlink

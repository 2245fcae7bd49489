// parser.h: ParseAddress.
#include <doctest/doctest.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "captured.h"
#include "netlink/parser.h"
#include "netlink/request.h"

namespace netwake::netlink {

namespace {

constexpr std::uint8_t kAddress[] = {192, 0, 2, 1};

template <typename Add>
std::optional<AddressMessage> Parse(std::uint8_t header_flags, Add add, std::uint8_t family = AF_INET) {
  struct ifaddrmsg header = {};
  header.ifa_family = family;
  header.ifa_flags = header_flags;
  header.ifa_index = 3;
  Request request;
  request.Begin(RTM_NEWADDR, 0, 0, header);
  add(request);
  return ParseAddress(FirstMessage(request.bytes()));
}

// An address with these flags in its 32-bit attribute.
AddressRecord ParseWithFlags(std::uint32_t flags) {
  return Parse(0,
               [=](Request& request) {
                 request.Attribute(IFA_ADDRESS, kAddress, sizeof(kAddress));
                 request.Attribute(IFA_FLAGS, &flags, sizeof(flags));
               })
      .value()
      .record;
}

}  // namespace

TEST_SUITE("parser: addresses") {
  TEST_CASE("an IPv4 address is read whole") {
    const auto address = ParseAddress(CapturedMessage("address4").message()).value();
    CHECK_FALSE(address.deleted);
    const AddressRecord expected = {.index = 40,
                                    .family = AF_INET,
                                    .address = "192.0.2.2",
                                    .prefix_length = 24,
                                    .scope = RT_SCOPE_UNIVERSE,
                                    .tentative = false,
                                    .deprecated = false};
    CHECK(address.record == expected);
  }

  TEST_CASE("point to point, IFA_LOCAL is ours and IFA_ADDRESS is the other end") {
    CHECK(ParseAddress(CapturedMessage("address4-peer").message()).value().record.address == "198.51.100.1");
  }

  TEST_CASE("an IFA_LOCAL cut short is passed over") {
    const auto address = Parse(0, [](Request& request) {
      request.Attribute(IFA_ADDRESS, kAddress, sizeof(kAddress));
      request.Attribute(IFA_LOCAL, kAddress, 3);
    });
    REQUIRE(address.has_value());
    CHECK(address->record.address == "192.0.2.1");
  }

  TEST_CASE("an IPv6 address is tentative until duplicate address detection is through") {
    const auto before = ParseAddress(CapturedMessage("address6-tentative").message()).value().record;
    const auto after = ParseAddress(CapturedMessage("address6-ready").message()).value().record;
    CHECK(before.address == "2001:db8::2");
    CHECK(before.tentative);
    CHECK(after.address == "2001:db8::2");
    CHECK_FALSE(after.tentative);
  }

  TEST_CASE("an address that goes says so, with its scope") {
    const auto address = ParseAddress(CapturedMessage("address6-deleted").message()).value();
    CHECK(address.deleted);
    CHECK(address.record.scope == RT_SCOPE_LINK);
    CHECK(address.record.address == "fe80::ff:fe00:2");
  }

  TEST_CASE("a captured address without preferred lifetime is deprecated") {
    CHECK(ParseAddress(CapturedMessage("address6-deprecated").message()).value().record.deprecated);
  }

  TEST_CASE("tentative and failed detection carry no traffic, optimistic does") {
    CHECK_FALSE(ParseWithFlags(IFA_F_PERMANENT).tentative);
    CHECK(ParseWithFlags(IFA_F_TENTATIVE).tentative);
    CHECK(ParseWithFlags(IFA_F_DADFAILED).tentative);
    CHECK(ParseWithFlags(IFA_F_TENTATIVE | IFA_F_DADFAILED).tentative);
    CHECK_FALSE(ParseWithFlags(IFA_F_TENTATIVE | IFA_F_OPTIMISTIC).tentative);
    CHECK(ParseWithFlags(IFA_F_DADFAILED | IFA_F_OPTIMISTIC).tentative);
  }

  TEST_CASE("deprecated is told by the flag") {
    CHECK(ParseWithFlags(IFA_F_DEPRECATED).deprecated);
    CHECK_FALSE(ParseWithFlags(IFA_F_PERMANENT).deprecated);
  }

  TEST_CASE("deprecated is told by a preferred lifetime of 0 alone") {
    const auto parse = [](std::uint32_t preferred) {
      return Parse(0,
                   [=](Request& request) {
                     const struct ifa_cacheinfo lifetimes = {preferred, 100, 0, 0};
                     request.Attribute(IFA_ADDRESS, kAddress, sizeof(kAddress));
                     request.Attribute(IFA_CACHEINFO, &lifetimes, sizeof(lifetimes));
                   })
          .value()
          .record.deprecated;
    };
    CHECK(parse(0));
    CHECK_FALSE(parse(1));
    CHECK_FALSE(parse(UINT32_MAX));
  }

  TEST_CASE("the 32-bit IFA_FLAGS win over the header's 8 bits") {
    const std::uint32_t flags = IFA_F_PERMANENT;
    const auto address = Parse(IFA_F_TENTATIVE, [&](Request& request) {
      request.Attribute(IFA_ADDRESS, kAddress, sizeof(kAddress));
      request.Attribute(IFA_FLAGS, &flags, sizeof(flags));
    });
    CHECK_FALSE(address.value().record.tentative);
  }

  TEST_CASE("without IFA_FLAGS, or with one cut short, the header's flags hold") {
    const std::uint32_t flags = 0;
    for (const std::size_t size : {0, 3}) {
      const auto address = Parse(IFA_F_TENTATIVE, [&](Request& request) {
        request.Attribute(IFA_ADDRESS, kAddress, sizeof(kAddress));
        request.Attribute(IFA_FLAGS, &flags, size);
      });
      CHECK(address.value().record.tentative);
    }
  }

  TEST_CASE("a message without an address, or of another family, is none") {
    const auto add = [](Request& request) { request.Attribute(IFA_ADDRESS, kAddress, sizeof(kAddress)); };
    CHECK(Parse(0, add).has_value());
    CHECK_FALSE(Parse(0, [](Request&) {}).has_value());
    CHECK_FALSE(Parse(0, add, AF_INET6).has_value());
    CHECK_FALSE(Parse(0, add, AF_PHONET).has_value());
  }
}

}  // namespace netwake::netlink

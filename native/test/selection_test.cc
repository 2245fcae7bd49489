#include "netlink/selection.h"

#include <doctest/doctest.h>

namespace netwake::netlink {

namespace {

using Texts = std::vector<std::string>;

bool Counts(const Texts& preferred, const Texts& ignored, std::string_view name, std::string_view kind = "") {
  return Selection(preferred, ignored).Counts(name, kind);
}

}  // namespace

TEST_SUITE("the selection of interfaces") {
  TEST_CASE("is all of them, until something is said") {
    CHECK(Selection().all());
    CHECK(Selection().Counts("eth0", "veth"));
    CHECK_FALSE(Selection(Texts{"eth0"}, {}).all());
    CHECK_FALSE(Selection({}, Texts{"eth0"}).all());
    CHECK_FALSE(Selection({}, Texts{"kind:veth"}).all());
  }

  TEST_CASE("covers names by patterns") {
    const struct {
      const char* pattern;
      Texts covered, others;
    } kCases[] = {
        {"docker0", {"docker0"}, {"docker", "docker00", "xdocker0"}},
        {"veth*", {"veth", "veth1a2b"}, {"xveth1", "vet"}},
        {"*", {"eth0", ""}, {}},
        {"eth?", {"eth0", "ethx", "eth\xc3\xa9"}, {"eth", "eth10"}},
        {"*lan*", {"wlan0", "lan", "vlan10"}, {"eth0"}},
        {"*?x", {"abx", "\xc3\xa9x"}, {"x"}},
        {"a*b*c", {"abc", "a1b2b3c"}, {"ab", "acb"}},
        {"*ab", {"ab", "aab", "abab"}, {"aba"}},
        {"??", {"ab"}, {"\xc3\xa9", "abc"}},
    };
    for (const auto& each : kCases) {
      CAPTURE(each.pattern);
      for (const std::string& name : each.covered) CHECK_FALSE(Counts({}, {each.pattern}, name));
      for (const std::string& name : each.others) CHECK(Counts({}, {each.pattern}, name));
    }
  }

  TEST_CASE("covers kinds by their whole names") {
    CHECK_FALSE(Counts({}, {"kind:veth"}, "eth0", "veth"));
    CHECK(Counts({}, {"kind:veth"}, "veth", "vethx"));
  }

  TEST_CASE("takes preferred names as they are, and ignores even those") {
    CHECK(Counts({"eth?"}, {}, "eth?"));
    CHECK_FALSE(Counts({"eth?"}, {}, "eth0"));
    CHECK_FALSE(Counts({"eth0"}, {"*0"}, "eth0"));
  }

  TEST_CASE("watches loopback whatever the rule") {
    LinkRecord link;
    link.name = "lo";
    const Selection none({}, Texts{"*"});
    CHECK_FALSE(none.Watches(link));
    link.loopback = true;
    CHECK(none.Watches(link));
  }
}

}  // namespace netwake::netlink

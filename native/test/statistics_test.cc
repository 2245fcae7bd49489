// In the namespace of npm run test:native: loopback alone.
#include "netlink/statistics.h"

#include <doctest/doctest.h>

namespace netwake::netlink {

TEST_SUITE("statistics") {
  TEST_CASE("statistics name every interface") {
    std::vector<InterfaceStatistics> statistics;
    REQUIRE_FALSE(DumpStatistics(statistics));
    REQUIRE(statistics.size() == 1);
    CHECK(statistics[0].name == "lo");
    CHECK(statistics[0].loopback);
    CHECK(statistics[0].up);
    CHECK(statistics[0].mtu == 65536);
  }
}

}  // namespace netwake::netlink

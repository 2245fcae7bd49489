// In the namespace of npm run test:native: loopback alone, which these tests take down and up.
#include "netlink/event_source.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "loopback_route.h"
#include "netlink/request.h"

namespace netwake::netlink {

namespace {

// What one read of everything that is pending says.
Batch ReadAll(EventSource& source) {
  Batch batch;
  EventSource::ReadResult result;
  do {
    result = source.Read(batch, 16);
  } while (result == EventSource::ReadResult::kMore || result == EventSource::ReadResult::kUnasked);
  CHECK(result == EventSource::ReadResult::kDrained);
  return batch;
}

std::unique_ptr<EventSource> Open(std::uint32_t receive_buffer_bytes = 0) {
  Failure failure;
  auto source = EventSource::Open({receive_buffer_bytes}, failure);
  REQUIRE(source != nullptr);
  return source;
}

void SetLoopback(bool up) {
  const int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct ifreq request = {};
  std::snprintf(request.ifr_name, sizeof(request.ifr_name), "lo");
  REQUIRE(ioctl(control, SIOCGIFFLAGS, &request) == 0);
  request.ifr_flags = static_cast<short>(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
  REQUIRE_MESSAGE(ioctl(control, SIOCSIFFLAGS, &request) == 0, "run through npm run test:native");
  close(control);
}

void SetLoopbackMtu(int mtu) {
  const int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct ifreq request = {};
  std::snprintf(request.ifr_name, sizeof(request.ifr_name), "lo");
  request.ifr_mtu = mtu;
  REQUIRE(ioctl(control, SIOCSIFMTU, &request) == 0);
  close(control);
}

constexpr const char* kExtraAddress = "192.0.2.1";

// The second address of loopback; "0.0.0.0" removes it.
void SetExtraAddress(const char* address) {
  const int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct ifreq request = {};
  std::snprintf(request.ifr_name, sizeof(request.ifr_name), "lo:1");
  struct sockaddr_in value = {};
  value.sin_family = AF_INET;
  inet_pton(AF_INET, address, &value.sin_addr);
  std::memcpy(&request.ifr_addr, &value, sizeof(value));
  REQUIRE(ioctl(control, SIOCSIFADDR, &request) == 0);
  close(control);
}

PathQuery ToExtraAddress(std::uint32_t id) {
  PathQuery query;
  query.id = id;
  query.family = AF_INET;
  inet_pton(AF_INET, kExtraAddress, query.address);
  return query;
}

}  // namespace

TEST_SUITE("event source") {
  TEST_CASE("the first view is complete, and is told once") {
    const auto source = Open();
    const Batch batch = ReadAll(*source);
    CHECK(batch.ready);
    CHECK(batch.resync == nullptr);
    REQUIRE(batch.links.size() == 1);
    CHECK(batch.links[0].record.name == "lo");
    CHECK(batch.addresses.size() == 2);
    CHECK(ReadAll(*source).empty());
  }

  TEST_CASE("the loss of the last way out is told before what follows it has been read") {
    const auto source = Open();
    ReadAll(*source);
    SetLoopback(false);
    Batch batch;
    CHECK(source->Read(batch, 16) == EventSource::ReadResult::kMore);
    REQUIRE(batch.links.size() == 1);
    CHECK_FALSE(batch.links[0].record.up);
    CHECK(batch.routes.empty());
    CHECK_FALSE(ReadAll(*source).routes.empty());
    SetLoopback(true);
  }

  TEST_CASE("what is told while everything is lost already is not told message by message") {
    const auto source = Open();
    ReadAll(*source);
    SetLoopback(false);
    ReadAll(*source);
    SetLoopbackMtu(1'400);
    SetLoopbackMtu(1'500);
    Batch batch;
    CHECK(source->Read(batch, 16) == EventSource::ReadResult::kDrained);
    CHECK(batch.links.size() == 2);
    SetLoopbackMtu(65'536);
    SetLoopback(true);
  }

  TEST_CASE("an overflow leads to a dump also when the cap is reached before the socket is drained") {
    const auto source = Open(4'096);
    ReadAll(*source);
    SetLoopback(false);
    for (int change = 0; change < 16; ++change) SetLoopbackMtu(change % 2 == 0 ? 1'400 : 65'536);
    SetLoopback(true);
    // As the event loop does it: it reads only while there is something to read, or it is told to.
    Batch batch;
    struct pollfd readable = {source->descriptor(), POLLIN, 0};
    auto result = EventSource::ReadResult::kDrained;
    int unasked = 0;
    while (poll(&readable, 1, 0) > 0 || result == EventSource::ReadResult::kUnasked) {
      result = source->Read(batch, 1);
      if (result == EventSource::ReadResult::kUnasked) ++unasked;
    }
    CHECK(unasked > 0);
    CHECK(source->counters().overflows > 0);
    CHECK(source->counters().resyncs > 0);
    CHECK(batch.links.back().record.up);
  }

  TEST_CASE("an audit of a view that is right tells nothing") {
    const auto source = Open();
    ReadAll(*source);
    REQUIRE_FALSE(source->Audit());
    CHECK(ReadAll(*source).empty());
    CHECK(source->counters().audits == 1);
    CHECK(source->counters().drifts == 0);
    CHECK(source->counters().resyncs == 0);
  }

  TEST_CASE("a change is told as it comes, and none when nothing came of it") {
    const auto source = Open();
    ReadAll(*source);
    SetLoopback(false);
    const Batch down = ReadAll(*source);
    REQUIRE(down.links.size() == 1);
    CHECK_FALSE(down.links[0].record.up);
    SetLoopback(true);
    CHECK(ReadAll(*source).links.at(0).record.up);
    SetLoopback(true);
    CHECK(ReadAll(*source).links.empty());
  }

  TEST_CASE("a watched path is answered at once, and again when a change moves it") {
    const auto source = Open();
    ReadAll(*source);
    Batch batch;
    const PathQuery query = ToExtraAddress(5);
    source->WatchPaths({&query, 1}, batch);
    CHECK(batch.paths == std::vector<PathRecord>{{5, ENETUNREACH, false, 0, "", ""}});

    SetExtraAddress(kExtraAddress);
    const Batch added = ReadAll(*source);
    CHECK(added.addresses.at(0).address == kExtraAddress);
    CHECK(added.paths == std::vector<PathRecord>{{5, 0, true, 1, "", kExtraAddress}});

    SetExtraAddress("0.0.0.0");
    const Batch removed = ReadAll(*source);
    CHECK(removed.removed_addresses.at(0).address == kExtraAddress);
    // Although no link but loopback is there to leave through: this path needs none.
    REQUIRE(removed.paths.size() == 1);
    CHECK(removed.paths[0].error == ENETUNREACH);
  }

  TEST_CASE("a path that is watched aside is answered alone, and moves with the others") {
    const auto source = Open();
    ReadAll(*source);
    Batch batch;
    const PathQuery query = ToExtraAddress(5), aside = ToExtraAddress(6);
    source->WatchPaths({&query, 1}, batch);
    batch.clear();
    source->WatchAside({&aside, 1}, {}, batch);
    CHECK(batch.paths == std::vector<PathRecord>{{6, ENETUNREACH, false, 0, "", ""}});
    batch.clear();
    source->WatchPaths({&query, 1}, batch);
    CHECK(batch.paths == std::vector<PathRecord>{{5, ENETUNREACH, false, 0, "", ""}});

    SetExtraAddress(kExtraAddress);
    CHECK(ReadAll(*source).paths.size() == 2);
    batch.clear();
    source->WatchAside({}, {&aside.id, 1}, batch);
    CHECK(batch.empty());
    SetExtraAddress("0.0.0.0");
    CHECK(ReadAll(*source).paths == std::vector<PathRecord>{{5, ENETUNREACH, false, 0, "", ""}});
  }

  TEST_CASE("a route that goes in silence with the last interface is looked for later, recorded or not") {
    for (const bool recording : {false, true}) {
      const LoopbackRoute route;
      const auto source = Open();
      ReadAll(*source);
      Batch batch;
      const PathQuery query = LoopbackRoute::Query(5);
      source->WatchPaths({&query, 1}, batch);
      REQUIRE(batch.paths.at(0).error == 0);
      batch.clear();
      source->Record(recording);
      SetLoopback(false);
      CHECK(source->Read(batch, 16) == EventSource::ReadResult::kMore);
      CHECK(batch.paths.empty());
      REQUIRE(source->ask_postponed());
      source->AskPostponed(batch);
      CHECK(batch.paths == std::vector<PathRecord>{{5, ENETUNREACH, false, 0, "", ""}});
      CHECK_FALSE(source->ask_postponed());
      SetLoopback(true);
    }
  }

  TEST_CASE("an overflow is counted, and its loss made good by a dump") {
    const auto source = Open(1);
    SetExtraAddress(kExtraAddress);
    ReadAll(*source);
    const std::uint64_t overflows = source->counters().overflows;
    for (int round = 0; round < 50; ++round) {
      SetLoopback(false);
      SetLoopback(true);
    }
    // Nobody is told of what follows: the buffer is full.
    SetExtraAddress("0.0.0.0");
    SetLoopback(false);
    const Batch batch = ReadAll(*source);
    SetLoopback(true);
    CHECK(source->counters().overflows > overflows);
    CHECK(source->counters().resyncs >= 1);
    REQUIRE(batch.resync != nullptr);
    CHECK(std::string(batch.resync) == "receive-buffer-overflow");
    CHECK_FALSE(batch.links.back().record.up);
    CHECK(std::any_of(batch.removed_addresses.begin(), batch.removed_addresses.end(),
                      [](const AddressRecord& address) { return address.address == kExtraAddress; }));
    CHECK(ReadAll(*source).links.back().record.up);
  }

  TEST_CASE("a datagram that was cut short leads to a dump") {
    const auto source = Open();
    ReadAll(*source);
    // The kernel refuses the type, and sends the whole request back with its refusal.
    std::vector<std::byte> attribute(40 * 1024);
    Request request;
    struct ifinfomsg header = {};
    request.Begin(RTM_GETLINK + 4000, 0, 8, header);
    request.Attribute(1, attribute.data(), attribute.size());
    REQUIRE(send(source->descriptor(), request.bytes().data(), request.bytes().size(), 0) > 0);
    const Batch batch = ReadAll(*source);
    REQUIRE(batch.resync != nullptr);
    CHECK(std::string(batch.resync) == "truncated-datagram");
    CHECK(source->counters().resyncs == 1);
    CHECK(batch.links.empty());
  }

  TEST_CASE("a forged message is counted and changes nothing") {
    const auto source = Open();
    ReadAll(*source);
    struct sockaddr_nl target = {};
    socklen_t length = sizeof(target);
    REQUIRE(getsockname(source->descriptor(), reinterpret_cast<struct sockaddr*>(&target), &length) == 0);
    const int forger = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    struct nlmsghdr forged = {};
    forged.nlmsg_len = sizeof(forged);
    forged.nlmsg_type = NLMSG_OVERRUN;
    REQUIRE_MESSAGE(sendto(forger, &forged, sizeof(forged), 0, reinterpret_cast<struct sockaddr*>(&target),
                           sizeof(target)) > 0,
                    "forging needs CAP_NET_ADMIN: run through npm run test:native");
    close(forger);
    CHECK(ReadAll(*source).empty());
    CHECK(source->counters().dropped == 1);
    CHECK(source->counters().resyncs == 0);
  }
}

}  // namespace netwake::netlink

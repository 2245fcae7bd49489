// Asks the kernel of the namespace that the tests run in; see socket_test.cc.
#include "netlink/dump.h"

#include <doctest/doctest.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <cerrno>

#include "netlink/parser.h"
#include "netlink/request.h"
#include "netlink/socket.h"

namespace netwake::netlink {

namespace {

std::size_t FirstPayloadSize(Socket& socket) {
  Bytes datagram;
  int error = 0;
  REQUIRE(socket.Receive(datagram, error) == ReceiveOutcome::kDatagram);
  MessageReader reader(datagram);
  RawMessage message;
  REQUIRE(reader.Next(message));
  REQUIRE(message.type == RTM_NEWLINK);
  return message.payload.size();
}

struct Fixture {
  Fixture() { REQUIRE_FALSE(socket.Open()); }

  // Reads to the message that ends this part, and answers the types that came before it.
  std::vector<std::uint16_t> ReadPart(int& code) {
    std::vector<std::uint16_t> types;
    Bytes datagram;
    int error = 0;
    while (socket.Receive(datagram, error) == ReceiveOutcome::kDatagram) {
      MessageReader reader(datagram);
      RawMessage message;
      while (reader.Next(message)) {
        CHECK(dump.Owns(message));
        if (message.type == NLMSG_DONE || message.type == NLMSG_ERROR) {
          code = ParseErrorCode(message).value();
          return types;
        }
        types.push_back(message.type);
      }
    }
    FAIL("the dump has no end");
    return types;
  }

  Dump::Step End(int code) {
    failure = {};
    return dump.End(send, code, failure);
  }

  Socket socket;
  Sender send = [this](auto request) { return socket.Send(request); };
  Dump dump;
  Failure failure;
};

}  // namespace

TEST_SUITE("dump") {
  TEST_CASE_FIXTURE(Fixture, "asks for links, then for addresses, then is complete") {
    CHECK_FALSE(dump.running());
    REQUIRE_FALSE(dump.Begin(send));
    CHECK(dump.running());
    int code = 1;
    const auto links = ReadPart(code);
    REQUIRE(links.size() >= 1);
    for (const std::uint16_t type : links) CHECK(type == RTM_NEWLINK);
    CHECK(End(code) == Dump::Step::kRunning);
    const auto addresses = ReadPart(code);
    REQUIRE(addresses.size() >= 1);
    for (const std::uint16_t type : addresses) CHECK(type == RTM_NEWADDR);
    CHECK(End(code) == Dump::Step::kComplete);
    CHECK_FALSE(dump.running());
  }

  TEST_CASE_FIXTURE(Fixture, "asks for links without the statistics of IPv6") {
    REQUIRE_FALSE(dump.Begin(send));
    const std::size_t lean = FirstPayloadSize(socket);
    Socket other;
    REQUIRE_FALSE(other.Open());
    Request request;
    struct ifinfomsg header = {};
    request.Begin(RTM_GETLINK, NLM_F_DUMP, 1, header);
    REQUIRE_FALSE(other.Send(request.bytes()));
    CHECK(lean < FirstPayloadSize(other));
  }

  TEST_CASE_FIXTURE(Fixture, "owns the messages of its own sequence while it runs") {
    RawMessage message;
    CHECK_FALSE(dump.Owns(message));
    REQUIRE_FALSE(dump.Begin(send));
    message.sequence = 1;
    CHECK(dump.Owns(message));
    message.sequence = 2;
    CHECK_FALSE(dump.Owns(message));
    CHECK(End(-EPERM) == Dump::Step::kFailed);
    message.sequence = 1;
    CHECK_FALSE(dump.Owns(message));
  }

  TEST_CASE_FIXTURE(Fixture, "that was interrupted goes on to its end, and then counts for nothing") {
    REQUIRE_FALSE(dump.Begin(send));
    dump.MarkInterrupted();
    int code = 1;
    ReadPart(code);
    CHECK(End(code) == Dump::Step::kRunning);
    ReadPart(code);
    CHECK(End(code) == Dump::Step::kInterrupted);
    CHECK_FALSE(dump.running());
    REQUIRE_FALSE(dump.Begin(send));
    ReadPart(code);
    CHECK(End(code) == Dump::Step::kRunning);
    ReadPart(code);
    CHECK(End(code) == Dump::Step::kComplete);
  }

  TEST_CASE_FIXTURE(Fixture, "is refused while another is read out, and asks again later") {
    // Two at once on one socket: the kernel answers the second with EBUSY, as long as the first has parts
    // left.
    REQUIRE_FALSE(dump.Begin(send));
    CHECK(End(-EBUSY) == Dump::Step::kInterrupted);
    CHECK_FALSE(failure);
    REQUIRE_FALSE(dump.Begin(send));
    CHECK(End(-EINTR) == Dump::Step::kInterrupted);
    REQUIRE_FALSE(dump.Begin(send));
    CHECK(End(-ENOBUFS) == Dump::Step::kInterrupted);
    CHECK_FALSE(dump.running());
  }

  TEST_CASE_FIXTURE(Fixture, "that is refused for good names the errno") {
    REQUIRE_FALSE(dump.Begin(send));
    CHECK(End(-EPERM) == Dump::Step::kFailed);
    CHECK(failure.error == EPERM);
    CHECK_FALSE(dump.running());
  }
}

}  // namespace netwake::netlink

// Real NETLINK_ROUTE sockets of the namespace that the tests run in. They ask, they change nothing, and
// nothing leaves the machine.
#include "netlink/socket.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "netlink/parser.h"
#include "netlink/request.h"

namespace netwake::netlink {

namespace {

std::vector<std::byte> LinkRequest(std::uint16_t flags, int index, std::uint32_t sequence) {
  Request request;
  struct ifinfomsg header = {};
  header.ifi_index = index;
  request.Begin(RTM_GETLINK, flags, sequence, header);
  return {request.bytes().begin(), request.bytes().end()};
}

std::uint32_t PortOf(const Socket& socket) {
  struct sockaddr_nl address = {};
  socklen_t length = sizeof(address);
  REQUIRE(getsockname(socket.descriptor(), reinterpret_cast<struct sockaddr*>(&address), &length) == 0);
  return address.nl_pid;
}

// An open socket, and what its last Receive said.
struct Fixture {
  Fixture() { REQUIRE_FALSE(socket.Open()); }
  ReceiveOutcome Receive() {
    datagram = {};
    error = 0;
    return socket.Receive(datagram, error);
  }
  Socket socket;
  Bytes datagram;
  int error = 0;
};

}  // namespace

TEST_SUITE("socket") {
  TEST_CASE_FIXTURE(Fixture, "is non-blocking, closed on exec, and named by the kernel") {
    CHECK((fcntl(socket.descriptor(), F_GETFL) & O_NONBLOCK) != 0);
    CHECK((fcntl(socket.descriptor(), F_GETFD) & FD_CLOEXEC) != 0);
    CHECK(PortOf(socket) != 0);
    Socket second;
    REQUIRE_FALSE(second.Open());
    CHECK(PortOf(second) != PortOf(socket));
  }

  TEST_CASE("closes its descriptor when it goes") {
    int descriptor = -1;
    {
      Socket socket;
      REQUIRE_FALSE(socket.Open());
      descriptor = socket.descriptor();
    }
    CHECK(fcntl(descriptor, F_GETFD) == -1);
    CHECK(errno == EBADF);
  }

  TEST_CASE_FIXTURE(Fixture, "with nothing to read is drained") {
    CHECK(Receive() == ReceiveOutcome::kDrained);
  }

  TEST_CASE_FIXTURE(Fixture, "gives the kernel's answer as a datagram") {
    REQUIRE_FALSE(socket.Send(LinkRequest(0, 1, 5)));
    REQUIRE(Receive() == ReceiveOutcome::kDatagram);
    MessageReader reader(datagram);
    RawMessage message;
    REQUIRE(reader.Next(message));
    CHECK(message.sequence == 5);
    CHECK(ParseLink(message).value().record.loopback);
    CHECK(Receive() == ReceiveOutcome::kDrained);
  }

  TEST_CASE_FIXTURE(Fixture, "reads a dump to its end") {
    REQUIRE_FALSE(socket.Send(LinkRequest(NLM_F_DUMP, 0, 6)));
    bool done = false;
    std::size_t links = 0;
    while (!done && Receive() == ReceiveOutcome::kDatagram) {
      MessageReader reader(datagram);
      RawMessage message;
      while (reader.Next(message)) {
        links += ParseLink(message).has_value();
        done = done || message.type == NLMSG_DONE;
      }
      CHECK_FALSE(reader.malformed());
    }
    CHECK(done);
    CHECK(links >= 1);
  }

  TEST_CASE_FIXTURE(Fixture, "tells a datagram of another process as foreign, and hands nothing of it out") {
    Socket forger;
    REQUIRE_FALSE(forger.Open());
    struct sockaddr_nl target = {};
    target.nl_family = AF_NETLINK;
    target.nl_pid = PortOf(socket);
    const auto forged = LinkRequest(0, 1, 5);
    const ssize_t sent = sendto(forger.descriptor(), forged.data(), forged.size(), 0,
                                reinterpret_cast<struct sockaddr*>(&target), sizeof(target));
    REQUIRE_MESSAGE(sent > 0, "forging needs CAP_NET_ADMIN: npm run test:native runs in a namespace");
    CHECK(Receive() == ReceiveOutcome::kForeign);
    CHECK(datagram.empty());
    CHECK(Receive() == ReceiveOutcome::kDrained);
  }

  TEST_CASE_FIXTURE(Fixture, "tells a datagram that is larger than its buffer as truncated") {
    std::vector<std::byte> attribute(40 * 1024);
    Request request;
    struct ifinfomsg header = {};
    header.ifi_index = 1;
    // The kernel refuses the type, and sends the whole request back with its refusal.
    request.Begin(RTM_GETLINK + 4000, 0, 8, header);
    request.Attribute(1, attribute.data(), attribute.size());
    REQUIRE_FALSE(socket.Send(request.bytes()));
    CHECK(Receive() == ReceiveOutcome::kTruncated);
    CHECK(datagram.empty());
    CHECK(Receive() == ReceiveOutcome::kDrained);
  }

  TEST_CASE_FIXTURE(Fixture, "tells lost messages as an overflow, once, and works on") {
    // Answers that are not read fill the smallest buffer there is; the kernel drops what no longer fits.
    const int smallest = 1;
    REQUIRE(setsockopt(socket.descriptor(), SOL_SOCKET, SO_RCVBUF, &smallest, sizeof(smallest)) == 0);
    for (std::uint32_t sequence = 1; sequence <= 64; ++sequence) {
      (void)socket.Send(LinkRequest(0, 1, sequence));
    }
    int overflows = 0, datagrams = 0;
    ReceiveOutcome outcome;
    while ((outcome = Receive()) != ReceiveOutcome::kDrained) {
      REQUIRE((outcome == ReceiveOutcome::kOverflow || outcome == ReceiveOutcome::kDatagram));
      ++(outcome == ReceiveOutcome::kOverflow ? overflows : datagrams);
    }
    CHECK(overflows == 1);
    CHECK(datagrams >= 1);
    REQUIRE_FALSE(socket.Send(LinkRequest(0, 1, 65)));
    CHECK(Receive() == ReceiveOutcome::kDatagram);
  }

  TEST_CASE_FIXTURE(Fixture, "tells a refused read with its errno") {
    // What is no socket, in the descriptor's place.
    const int other = open("/dev/null", O_RDWR | O_CLOEXEC);
    REQUIRE(other >= 0);
    REQUIRE(dup2(other, socket.descriptor()) >= 0);
    close(other);
    CHECK(Receive() == ReceiveOutcome::kFailed);
    CHECK(error == ENOTSOCK);
    const Failure failure = socket.Send(LinkRequest(0, 1, 1));
    CHECK(std::string(failure.syscall) == "sendto");
    CHECK(failure.error == ENOTSOCK);
  }

  TEST_CASE_FIXTURE(Fixture, "joins a group that exists, and names the call that refused another") {
    CHECK_FALSE(socket.Join(RTNLGRP_LINK));
    const Failure failure = socket.Join(1'000'000);
    CHECK(std::string(failure.syscall) == "setsockopt");
    CHECK(failure.error == EINVAL);
  }

  TEST_CASE_FIXTURE(Fixture, "answers the receive buffer in force") {
    const std::uint32_t before = socket.SetReceiveBuffer(0);
    CHECK(before > 0);
    // The kernel doubles what it is asked for.
    CHECK(socket.SetReceiveBuffer(64 * 1024) == 128 * 1024);
    CHECK(socket.SetReceiveBuffer(0) == 128 * 1024);
  }
}

}  // namespace netwake::netlink

#include "netlink/parser.h"

#include <doctest/doctest.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <cerrno>

#include "attribute_bytes.h"
#include "captured.h"
#include "guarded_bytes.h"
#include "netlink/request.h"

namespace netwake::netlink {

namespace {

// Puts a message through everything that reads its bytes.
void ParseEveryWay(const RawMessage& message) {
  (void)ParseLink(message);
  (void)ParseAddress(message);
  (void)ParseRoute(message);
  (void)ParseRouteAnswer(message);
  (void)ParseErrorCode(message);
}

std::size_t ParseDatagram(Bytes datagram) {
  MessageReader reader(datagram);
  RawMessage message;
  std::size_t count = 0;
  while (reader.Next(message)) {
    ParseEveryWay(message);
    ++count;
  }
  return count;
}

template <typename Value>
std::vector<std::byte> With(std::vector<std::byte> bytes, std::size_t offset, Value value) {
  std::memcpy(bytes.data() + offset, &value, sizeof(value));
  return bytes;
}

}  // namespace

TEST_SUITE("parser: whatever the bytes") {
  TEST_CASE("a datagram cut short at any byte is read no further than it goes") {
    for (const std::string& name : CapturedNames()) {
      CAPTURE(name);
      const auto datagram = Captured(name);
      GuardedBytes memory(datagram.size());
      const std::size_t whole = ParseDatagram(memory.Copy(datagram));
      CHECK(whole >= 1);
      for (std::size_t length = 0; length < datagram.size(); ++length) {
        CAPTURE(length);
        const Bytes cut = memory.Copy(Bytes(datagram).first(length));
        CHECK(ParseDatagram(cut) < whole);
      }
    }
  }

  TEST_CASE("a payload cut short at any byte is read no further than it goes") {
    for (const std::string& name : CapturedNames()) {
      CAPTURE(name);
      const CapturedMessage captured(name);
      RawMessage message = captured.message();
      const Bytes payload = message.payload;
      GuardedBytes memory(payload.size());
      for (std::size_t length = 0; length <= payload.size(); ++length) {
        message.payload = memory.Copy(payload.first(length));
        ParseEveryWay(message);
      }
    }
  }

  TEST_CASE("any 16-bit word may lie, lengths among them") {
    for (const std::string& name : CapturedNames()) {
      CAPTURE(name);
      const auto datagram = Captured(name);
      GuardedBytes memory(datagram.size());
      for (std::size_t offset = 0; offset + 2 <= datagram.size(); offset += 2) {
        for (const int value : {0, 1, 2, 3, 4, 5, 15, 16, 17, 0x7fff, 0xfffe, 0xffff}) {
          ParseDatagram(memory.Copy(With(datagram, offset, static_cast<std::uint16_t>(value))));
        }
      }
    }
  }
}

TEST_SUITE("parser: MessageReader") {
  TEST_CASE("an empty datagram holds nothing and is not malformed") {
    MessageReader reader({});
    RawMessage message;
    CHECK_FALSE(reader.Next(message));
    CHECK_FALSE(reader.malformed());
  }

  TEST_CASE("a dump's datagram gives each of its messages with header and payload") {
    const auto datagram = Captured("dump-links");
    MessageReader reader(datagram);
    RawMessage message;
    std::vector<std::uint32_t> indexes;
    while (reader.Next(message)) {
      CHECK(message.type == RTM_NEWLINK);
      CHECK(message.flags == NLM_F_MULTI);
      CHECK(message.sequence == 9);
      CHECK(message.port != 0);
      indexes.push_back(ParseLink(message).value().record.index);
    }
    CHECK(indexes == std::vector<std::uint32_t>{1, 40});
    CHECK_FALSE(reader.malformed());
  }

  TEST_CASE("a message that is longer than what is left makes the datagram malformed") {
    const auto datagram = Captured("dump-links");
    MessageReader reader(Bytes(datagram).first(datagram.size() - 4));
    RawMessage message;
    CHECK(reader.Next(message));
    CHECK_FALSE(reader.malformed());
    CHECK_FALSE(reader.Next(message));
    CHECK(reader.malformed());
  }

  TEST_CASE("a length below the header's own makes the datagram malformed, and ends") {
    const auto datagram = Captured("dump-done");
    for (std::uint32_t length = 0; length < sizeof(struct nlmsghdr); ++length) {
      CAPTURE(length);
      const auto lying = With(datagram, 0, length);
      MessageReader reader(lying);
      RawMessage message;
      CHECK_FALSE(reader.Next(message));
      CHECK(reader.malformed());
    }
  }

  TEST_CASE("a length near 2^32 does not wrap around") {
    for (const std::uint32_t length : {0x80000000u, 0xfffffffdu, 0xffffffffu}) {
      const auto lying = With(Captured("dump-done"), 0, length);
      MessageReader reader(lying);
      RawMessage message;
      CHECK_FALSE(reader.Next(message));
      CHECK(reader.malformed());
    }
  }

  TEST_CASE("a last message without its padding is whole") {
    Request request;
    request.Begin(NLMSG_DONE, 0, 1, std::int32_t{0});
    std::vector<std::byte> bytes(request.bytes().begin(), request.bytes().end());
    bytes.pop_back();
    bytes = With(bytes, 0, static_cast<std::uint32_t>(bytes.size()));
    MessageReader reader(bytes);
    RawMessage message;
    CHECK(reader.Next(message));
    CHECK(message.payload.size() == 3);
    CHECK_FALSE(reader.Next(message));
    CHECK_FALSE(reader.malformed());
  }
}

TEST_SUITE("parser: AttributeReader") {
  TEST_CASE("a length of 0 to 3 is shorter than the attribute's header: reading ends there") {
    for (std::uint16_t length = 0; length < sizeof(struct rtattr); ++length) {
      CAPTURE(length);
      const auto attribute = With(std::vector<std::byte>(8), 0, length);
      AttributeReader reader(attribute);
      std::uint16_t type = 0;
      Bytes payload;
      CHECK_FALSE(reader.Next(type, payload));
    }
  }

  TEST_CASE("padding is passed over, and flag bits of the type are not part of it") {
    const auto attributes =
        AttributeBytes(NLA_F_NESTED | 5, "abcde", 5) + AttributeBytes(NLA_F_NET_BYTEORDER | 6, nullptr, 0);
    AttributeReader reader(attributes);
    std::uint16_t type = 0;
    Bytes payload;
    REQUIRE(reader.Next(type, payload));
    CHECK(type == 5);
    CHECK(payload.size() == 5);
    REQUIRE(reader.Next(type, payload));
    CHECK(type == 6);
    CHECK(payload.empty());
    CHECK_FALSE(reader.Next(type, payload));
  }
}

TEST_SUITE("parser: ParseErrorCode") {
  TEST_CASE("a refusal carries a negative errno, the end of a dump 0") {
    CHECK(ParseErrorCode(CapturedMessage("answer-prohibited").message()) == -EACCES);
    CHECK(ParseErrorCode(CapturedMessage("answer-no-route").message()) == -ENETUNREACH);
    CHECK(ParseErrorCode(CapturedMessage("dump-done").message()) == 0);
  }

  TEST_CASE("what is no negative errno is none: it could not even be negated") {
    const auto parse = [](std::int32_t code) {
      Request request;
      request.Begin(NLMSG_ERROR, 0, 1, code);
      return ParseErrorCode(FirstMessage(request.bytes()));
    };
    CHECK(parse(-1) == -1);
    CHECK(parse(-4095) == -4095);
    CHECK_FALSE(parse(-4096).has_value());
    CHECK_FALSE(parse(1).has_value());
    CHECK_FALSE(parse(INT32_MIN).has_value());
  }

  TEST_CASE("too few bytes carry nothing") {
    const CapturedMessage captured("dump-done");
    RawMessage message = captured.message();
    message.payload = message.payload.first(3);
    CHECK_FALSE(ParseErrorCode(message).has_value());
  }
}

}  // namespace netwake::netlink

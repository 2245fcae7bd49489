// Datagrams as a kernel sent them, recorded in a network namespace by hand (captured/README.md).
#pragma once

#include <string>
#include <vector>

#include "netlink/messages.h"

namespace netwake::netlink {

// A datagram by its file's name without ".bin". An unknown name fails the test.
std::vector<std::byte> Captured(const std::string& name);

// The names of all there are.
std::vector<std::string> CapturedNames();

// The first message of a datagram, which must be there. It points into `datagram`.
RawMessage FirstMessage(Bytes datagram);

// Keeps the bytes of a captured datagram for as long as its first message is used.
class CapturedMessage {
 public:
  explicit CapturedMessage(const std::string& name) : datagram_(Captured(name)) {}
  RawMessage message() const { return FirstMessage(datagram_); }

 private:
  std::vector<std::byte> datagram_;
};

}  // namespace netwake::netlink

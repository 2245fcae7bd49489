// The order of a dump: links, then addresses, one at a time on the event socket (two at once are refused with
// EBUSY).
#pragma once

#include <cstdint>

#include "netlink/socket.h"

namespace netwake::netlink {

class Dump {
 public:
  enum class Step { kRunning, kComplete, kInterrupted, kFailed };

  // Asks for the first part. A dump that runs already is left to end as it will; its rows no longer count.
  Failure Begin(Socket& socket);
  // Takes NLMSG_DONE or NLMSG_ERROR of this dump in.
  Step End(Socket& socket, int code, Failure& failure);

  bool running() const { return part_ != Part::kNone; }
  bool Owns(const RawMessage& message) const { return running() && message.sequence == sequence_; }
  void MarkInterrupted() { interrupted_ = true; }

 private:
  enum class Part { kNone, kLinks, kAddresses };
  Failure Ask(Socket& socket, Part part);

  Part part_ = Part::kNone;
  bool interrupted_ = false;
  std::uint32_t sequence_ = 0;
};

}  // namespace netwake::netlink

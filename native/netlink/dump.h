// The order of a dump: links, then addresses, one at a time on the event socket (two at once are refused with
// EBUSY).
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "netlink/failure.h"
#include "netlink/messages.h"

namespace netwake::netlink {

// Sends a request to the kernel.
using Sender = std::function<Failure(std::span<const std::byte>)>;

class Dump {
 public:
  enum class Step { kRunning, kComplete, kInterrupted, kFailed };

  explicit Dump(std::uint32_t sequence = 0) : sequence_(sequence) {}

  // Asks for the first part. A dump that runs already is left to end as it will; its rows no longer count.
  Failure Begin(const Sender& send);
  // Takes NLMSG_DONE or NLMSG_ERROR of this dump in.
  Step End(const Sender& send, int code, Failure& failure);

  bool running() const { return part_ != Part::kNone; }
  bool Owns(const RawMessage& message) const { return running() && message.sequence == sequence_; }
  std::uint32_t sequence() const { return sequence_; }
  void MarkInterrupted() { interrupted_ = true; }

 private:
  enum class Part { kNone, kLinks, kAddresses };
  Failure Ask(const Sender& send, Part part);

  Part part_ = Part::kNone;
  bool interrupted_ = false;
  std::uint32_t sequence_;
};

}  // namespace netwake::netlink

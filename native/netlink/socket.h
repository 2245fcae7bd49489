// A NETLINK_ROUTE socket: opened, bound, read by datagram. Every way in which a read can end has a name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "netlink/failure.h"
#include "netlink/filter_code.h"
#include "netlink/messages.h"

namespace netwake::netlink {

enum class ReceiveOutcome {
  kDatagram,   // from the kernel, whole
  kForeign,    // from another process, which only a privileged one can send: to be dropped
  kTruncated,  // larger than the buffer: its messages are lost
  kOverflow,   // ENOBUFS: the kernel has dropped messages, and says so once
  kDrained,    // nothing there
  kFailed,     // errno in `error`
};

class Socket {
 public:
  // netlink_dump() makes no datagram larger than this, whatever the buffer; the largest seen was 31,332
  // bytes.
  static constexpr std::size_t kLargestDump = 32 * 1024;

  // Larger datagrams are truncated.
  explicit Socket(std::size_t datagram_bytes = kLargestDump) : buffer_(datagram_bytes) {}
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  // Opens and binds, with a port id of the kernel's choice.
  Failure Open();
  // Best effort; answers the size in force, as getsockopt(2) tells it.
  std::uint32_t SetReceiveBuffer(std::uint32_t bytes);
  Failure Join(std::uint32_t group);
  // Replaces the program that decides what is received, if there is one, in one step: no datagram meets both
  // or none.
  Failure AttachFilter(std::span<const struct sock_filter> program);
  void DetachFilter();
  Failure Send(std::span<const std::byte> request);
  ReceiveOutcome Receive(Bytes& datagram, int& error);

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_ = -1;
  std::vector<std::byte> buffer_;
};

}  // namespace netwake::netlink

// Hears what becomes of some neighbours, without an event loop: RTNLGRP_NEIGH on a socket of its own, whose
// filter lets through the news of them alone. All of it is hints: what is lost is not made up for.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "netlink/failure.h"
#include "netlink/neighbour.h"
#include "netlink/socket.h"

namespace netwake::netlink {

struct NeighbourCounters {
  std::uint64_t messages = 0;
  std::uint64_t wakeups = 0;
};

class NeighbourWatch {
 public:
  // Null when the kernel refuses the socket, or the filter, without which every neighbour's churn would wake
  // the process.
  static std::unique_ptr<NeighbourWatch> Open(Failure& failure);

  int descriptor() const { return socket_.descriptor(); }
  const NeighbourCounters& counters() const { return counters_; }
  void CountWakeup() { ++counters_.wakeups; }

  // Replaces the watched ones. Where the kernel does not take the program for them, none is heard of.
  void Watch(std::vector<Neighbour> neighbours);

  // Reads what is pending, a bounded number of messages, and appends those of the watched neighbours of which
  // there is news, as they are now. The filter has followed by then.
  void Read(std::vector<Neighbour>& news);

 private:
  NeighbourWatch();
  void Take(Bytes datagram, std::vector<Neighbour>& news);
  void Follow();

  Socket socket_;
  std::vector<Neighbour> watched_;
  NeighbourCounters counters_;
};

}  // namespace netwake::netlink

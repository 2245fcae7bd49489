#include "netlink/neighbour_watch.h"

#include <linux/rtnetlink.h>

#include <utility>

#include "netlink/neighbour_filter.h"
#include "netlink/parser.h"

namespace netwake::netlink {

namespace {

// The kernel puts one message, of some 100 bytes, into each datagram of this group.
constexpr std::size_t kDatagramBytes = 1024;

// News of a neighbour comes once until it is the other news: a hundred of them are more than there will be.
constexpr std::uint32_t kReceiveBufferBytes = 64 * 1024;

// A storm must not keep the event loop. The poll is level triggered: the rest comes in the next turn.
constexpr int kDatagramsPerRead = 64;

}  // namespace

NeighbourWatch::NeighbourWatch() : socket_(kDatagramBytes) {}

std::unique_ptr<NeighbourWatch> NeighbourWatch::Open(Failure& failure) {
  std::unique_ptr<NeighbourWatch> watch(new NeighbourWatch());
  failure = watch->socket_.Open();
  if (failure) return nullptr;
  watch->socket_.SetReceiveBuffer(kReceiveBufferBytes);
  // Before the group is joined: nothing is ever received unfiltered.
  failure = watch->socket_.AttachFilter(NeighbourFilter({}));
  if (failure) return nullptr;
  failure = watch->socket_.Join(RTNLGRP_NEIGH);
  if (failure) return nullptr;
  return watch;
}

void NeighbourWatch::Watch(std::vector<Neighbour> neighbours) {
  watched_ = std::move(neighbours);
  Follow();
}

void NeighbourWatch::Read(std::vector<Neighbour>& news) {
  const std::size_t before = news.size();
  for (int count = 0; count < kDatagramsPerRead; ++count) {
    Bytes datagram;
    int error = 0;
    const ReceiveOutcome outcome = socket_.Receive(datagram, error);
    if (outcome == ReceiveOutcome::kDrained || outcome == ReceiveOutcome::kFailed) break;
    // What is foreign, truncated or lost was a hint at most.
    if (outcome == ReceiveOutcome::kDatagram) Take(datagram, news);
  }
  if (news.size() > before) Follow();
}

void NeighbourWatch::Take(Bytes datagram, std::vector<Neighbour>& news) {
  MessageReader reader(datagram);
  RawMessage raw;
  while (reader.Next(raw)) {
    ++counters_.messages;
    const auto message = ParseNeighbour(raw);
    if (!message) continue;
    for (Neighbour& neighbour : watched_) {
      const auto failed = FailedBy(*message, neighbour);
      if (!failed) continue;
      neighbour.failed = *failed;
      news.push_back(neighbour);
    }
  }
}

// An older program must not stay: it would let through what is not watched any more.
void NeighbourWatch::Follow() {
  const FilterProgram program = NeighbourFilter(watched_);
  if (program.empty() || socket_.AttachFilter(program)) (void)socket_.AttachFilter(NeighbourFilter({}));
}

}  // namespace netwake::netlink

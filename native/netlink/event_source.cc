#include "netlink/event_source.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <cerrno>
#include <utility>

#include "netlink/dump.h"
#include "netlink/parser.h"
#include "netlink/route_lookup.h"
#include "netlink/socket.h"
#include "netlink/table.h"

namespace netwake::netlink {

namespace {

constexpr std::uint32_t kGroups[] = {
    RTNLGRP_LINK,       RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
    RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE,   RTNLGRP_IPV6_RULE,   RTNLGRP_NEXTHOP,
};

// A namespace that changes all the time interrupts every dump. The events still arrive meanwhile, so it is
// better to go on with what there is, unswept, than to ask for ever.
constexpr int kMostInterruptedDumps = 8;

}  // namespace

struct EventSource::Implementation {
  Socket events;
  RouteLookup lookup;
  Table table;
  Dump dump;
  Counters counters;
  Failure failure;
  bool ready = false;
  // Why a dump is wanted, or is under way; null when the table is complete.
  const char* resync = nullptr;
  bool resync_pending = false;
  int interrupted_dumps = 0;
  // What the messages of this read mean for the watched paths: they may be other ones, of which some may be
  // better than before, and an interface by which some leave may have lost routes in silence.
  bool paths_may_move = false;
  bool paths_may_improve = false;
  std::uint32_t shrinking_interface = 0;
  // The last way out was lost: not to be kept waiting behind what else there is to read.
  bool urgent = false;

  bool BeginDump();
  bool Take(const RawMessage& message, Batch& batch);
  bool EndDump(const RawMessage& message, Batch& batch);
  void FinishDump(Batch& batch, bool sweep);
  void TakeLink(const RawMessage& message, Batch& batch);
  void TakeAddress(const RawMessage& message, Batch& batch);
  void TakeRoute(const RawMessage& message, Batch& batch);
  bool TakeDatagram(Bytes datagram, Batch& batch);
  bool EveryPathIsCut() const;
  void AskPaths(Batch& batch);
  void WantResync(const char* reason) {
    if (resync == nullptr) resync = reason;
    resync_pending = true;
  }
  void MayImprove() { paths_may_move = paths_may_improve = true; }
  void MayShrink(std::uint32_t interface_index) {
    if (lookup.Uses(interface_index)) shrinking_interface = interface_index;
  }
};

EventSource::EventSource(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
EventSource::~EventSource() = default;

std::unique_ptr<EventSource> EventSource::Open(const EventSourceOptions& options, Failure& failure) {
  auto implementation = std::make_unique<Implementation>();
  failure = implementation->events.Open();
  if (failure) return nullptr;
  implementation->counters.receive_buffer_bytes =
      implementation->events.SetReceiveBuffer(options.receive_buffer_bytes);
  // Joined before the dump: what changes while it runs arrives as an event.
  for (const std::uint32_t group : kGroups) {
    failure = implementation->events.Join(group);
    // RTNLGRP_NEXTHOP is of 2019: an older kernel has no nexthop objects to tell of.
    if (failure && group != RTNLGRP_NEXTHOP) return nullptr;
  }
  failure = implementation->lookup.Open();
  if (failure) return nullptr;
  if (!implementation->BeginDump()) {
    failure = implementation->failure;
    return nullptr;
  }
  return std::unique_ptr<EventSource>(new EventSource(std::move(implementation)));
}

int EventSource::descriptor() const { return implementation_->events.descriptor(); }
const Failure& EventSource::failure() const { return implementation_->failure; }
const Counters& EventSource::counters() const { return implementation_->counters; }
void EventSource::CountWakeup() { ++implementation_->counters.wakeups; }

EventSource::ReadResult EventSource::Read(Batch& batch, std::size_t max_datagrams) {
  Implementation& self = *implementation_;
  ReadResult result = ReadResult::kMore;
  for (std::size_t count = 0; count < max_datagrams; ++count) {
    Bytes datagram;
    int error = 0;
    const ReceiveOutcome outcome = self.events.Receive(datagram, error);
    if (outcome == ReceiveOutcome::kDatagram && !self.TakeDatagram(datagram, batch))
      return ReadResult::kFailed;
    if (std::exchange(self.urgent, false)) break;
    if (outcome == ReceiveOutcome::kForeign) ++self.counters.dropped;
    if (outcome == ReceiveOutcome::kTruncated) self.WantResync("truncated-datagram");
    if (outcome == ReceiveOutcome::kOverflow) {
      ++self.counters.overflows;
      self.WantResync("receive-buffer-overflow");
    }
    if (outcome == ReceiveOutcome::kFailed) {
      self.failure = {"recvmsg", error};
      return ReadResult::kFailed;
    }
    if (outcome != ReceiveOutcome::kDrained) continue;
    result = ReadResult::kDrained;
    // Only a drained socket is sure to have room for the dump; until then the kernel goes on dropping in
    // silence.
    if (!self.resync_pending) break;
    if (!self.BeginDump()) return ReadResult::kFailed;
    result = ReadResult::kMore;
  }
  self.AskPaths(batch);
  return result;
}

void EventSource::WatchPaths(std::span<const PathQuery> queries, Batch& batch) {
  implementation_->lookup.Watch(queries);
  implementation_->lookup.Ask(batch.paths);
}

bool EventSource::Implementation::BeginDump() {
  resync_pending = false;
  table.BeginGeneration();
  failure = dump.Begin(events);
  return !failure;
}

bool EventSource::Implementation::TakeDatagram(Bytes datagram, Batch& batch) {
  MessageReader reader(datagram);
  RawMessage message;
  while (reader.Next(message)) {
    ++counters.messages;
    if (dump.Owns(message) && (message.flags & NLM_F_DUMP_INTR) != 0) dump.MarkInterrupted();
    if (!Take(message, batch)) return false;
  }
  if (reader.malformed()) {
    ++counters.dropped;
    WantResync("malformed-datagram");
  }
  return true;
}

bool EventSource::Implementation::Take(const RawMessage& message, Batch& batch) {
  switch (message.type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
      TakeLink(message, batch);
      return true;
    case RTM_NEWADDR:
    case RTM_DELADDR:
      TakeAddress(message, batch);
      return true;
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
      TakeRoute(message, batch);
      return true;
    case RTM_NEWRULE:
    case RTM_DELRULE:
    case RTM_NEWNEXTHOP:
    case RTM_DELNEXTHOP:
      MayImprove();
      return true;
    case NLMSG_DONE:
    case NLMSG_ERROR:
      return !dump.Owns(message) || EndDump(message, batch);
    case NLMSG_OVERRUN:
      WantResync("overrun");
      return true;
    case NLMSG_NOOP:
      return true;
    default:
      ++counters.dropped;
      return true;
  }
}

void EventSource::Implementation::TakeLink(const RawMessage& message, Batch& batch) {
  const auto link = ParseLink(message);
  if (!link) return;
  Batch unseen;
  if (!table.Apply(*link, ready ? batch : unseen)) return;
  const LinkRecord& record = link->record;
  if (record.up && record.carrier && !link->deleted) return MayImprove();
  paths_may_move = true;
  if (!record.up || link->deleted) MayShrink(record.index);
  urgent = ready && (lookup.empty() || lookup.Uses(record.index)) && EveryPathIsCut();
}

void EventSource::Implementation::TakeAddress(const RawMessage& message, Batch& batch) {
  const auto address = ParseAddress(message);
  if (!address) return;
  Batch unseen;
  if (!table.Apply(*address, ready ? batch : unseen)) return;
  if (!address->deleted) return MayImprove();
  paths_may_move = true;
  MayShrink(address->record.index);
}

void EventSource::Implementation::TakeRoute(const RawMessage& message, Batch& batch) {
  auto route = ParseRoute(message);
  if (!route) return;
  // One that is withdrawn may have hidden a better one.
  MayImprove();
  if (route->hint.deleted) MayShrink(route->hint.interface_index);
  if (ready) batch.routes.push_back(std::move(route->hint));
}

bool EventSource::Implementation::EndDump(const RawMessage& message, Batch& batch) {
  // An end without a code is one; a refusal without a code is a refusal still.
  const int missing = message.type == NLMSG_DONE ? 0 : -EIO;
  switch (dump.End(events, ParseErrorCode(message).value_or(missing), failure)) {
    case Dump::Step::kRunning:
      return true;
    case Dump::Step::kFailed:
      return false;
    case Dump::Step::kComplete:
      interrupted_dumps = 0;
      FinishDump(batch, true);
      return true;
    case Dump::Step::kInterrupted:
      WantResync("dump-interrupted");
      if (++interrupted_dumps < kMostInterruptedDumps) return true;
      interrupted_dumps = 0;
      FinishDump(batch, false);
      return true;
  }
  return true;
}

void EventSource::Implementation::FinishDump(Batch& batch, bool sweep) {
  if (!ready) {
    Batch unseen;
    if (sweep) table.Sweep(unseen);
    table.AppendAll(batch);
    batch.ready = ready = true;
  } else {
    if (sweep) table.Sweep(batch);
    batch.resync = resync;
    ++counters.resyncs;
  }
  MayImprove();
  // Lost again while the dump ran: the next one is wanted already.
  if (!resync_pending) resync = nullptr;
}

bool EventSource::Implementation::EveryPathIsCut() const {
  if (table.HasUsableLink()) return false;
  for (const PathRecord& answer : lookup.answers()) {
    const LinkRecord* link = table.Find(answer.interface_index);
    const bool cut = answer.error != 0 || (!answer.local && link != nullptr && !(link->up && link->carrier));
    if (!cut) return false;
  }
  return true;
}

void EventSource::Implementation::AskPaths(Batch& batch) {
  const std::uint32_t shrinking = std::exchange(shrinking_interface, 0);
  const bool may_improve = std::exchange(paths_may_improve, false);
  if (!std::exchange(paths_may_move, false) || !ready || lookup.empty()) return;
  // Nothing is left to leave through: the link says it all, and the lookup can wait until something comes
  // back.
  if (!may_improve && EveryPathIsCut()) return;
  if (shrinking != 0) lookup.WaitForRtnl(shrinking);
  lookup.Ask(batch.paths);
}

}  // namespace netwake::netlink

#include "netlink/event_source.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <optional>
#include <utility>

#include "netlink/assembler.h"
#include "netlink/event_filter.h"
#include "netlink/path_watch.h"
#include "netlink/route_lookup.h"
#include "netlink/socket.h"
#include "netlink/tape.h"

namespace netwake::netlink {

namespace {

constexpr std::uint32_t kGroups[] = {
    RTNLGRP_LINK,       RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
    RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE,   RTNLGRP_IPV6_RULE,   RTNLGRP_NEXTHOP,
};

// An answer that leads through another interface each time it is asked for: whatever it is, it is not
// watched.
constexpr int kMostMovingAnswers = 4;

// A part of a dump waits for whoever changes links, and in a storm that takes a millisecond or more each
// time: as many of them as datagrams may be read would keep the event loop. Few wake-ups find more than
// three; only from then on the clock is looked at.
constexpr std::int64_t kLongestReadNanoseconds = 2'000'000;
constexpr std::size_t kDatagramsUntimed = 3;

std::int64_t Now() {
  struct timespec time = {};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

}  // namespace

struct EventSource::Implementation {
  Socket events;
  RouteLookup lookup;
  Counters counters;
  Assembler assembler;
  EventFilter filter;
  PathWatch paths;
  Failure failure;
  // What has been read and not yet been taken, while that is recorded.
  bool recording = false;
  Tape tape;
  // Those of the table that were there when the filter first followed it, or have been caught up with.
  std::optional<std::uint64_t> arrivals_heard;
  bool catch_up_wanted = false;

  explicit Implementation(const Selection& selection)
      : assembler([this](auto request) { return events.Send(request); }, counters, selection),
        filter(events, assembler.selection()),
        paths(lookup, assembler.table(), Now) {}

  // What one attempt to read comes to: false when the source is of no more use.
  bool Take(ReceiveOutcome outcome, Bytes datagram, int error, Batch& batch);
  void Keep(ReceiveOutcome outcome, Bytes datagram);
  bool IsUrgent();
  void AskNew(Batch& batch);
  void Follow(Batch& batch);
  bool CatchUp();
};

EventSource::EventSource(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
EventSource::~EventSource() = default;

std::unique_ptr<EventSource> EventSource::Open(const EventSourceOptions& options, Failure& failure) {
  auto implementation = std::make_unique<Implementation>(options.selection);
  failure = implementation->events.Open();
  if (failure) return nullptr;
  implementation->counters.receive_buffer_bytes =
      implementation->events.SetReceiveBuffer(options.receive_buffer_bytes);
  implementation->filter.Open();
  // Joined before the dump: what changes while it runs arrives as an event.
  for (const std::uint32_t group : kGroups) {
    failure = implementation->events.Join(group);
    // RTNLGRP_NEXTHOP is of 2019: an older kernel has no nexthop objects to tell of.
    if (failure && group != RTNLGRP_NEXTHOP) return nullptr;
  }
  failure = implementation->lookup.Open();
  if (failure) return nullptr;
  failure = implementation->assembler.BeginDump();
  if (failure) return nullptr;
  return std::unique_ptr<EventSource>(new EventSource(std::move(implementation)));
}

int EventSource::descriptor() const { return implementation_->events.descriptor(); }
bool EventSource::catching_up() const { return implementation_->assembler.catching_up(); }
const Failure& EventSource::failure() const { return implementation_->failure; }
const Counters& EventSource::counters() const { return implementation_->counters; }
void EventSource::CountWakeup() { ++implementation_->counters.wakeups; }

void EventSource::Record(bool recording) {
  implementation_->recording = recording;
  implementation_->paths.Record(recording);
  implementation_->tape.clear();
}
bool EventSource::recording() const { return implementation_->recording; }
bool EventSource::has_tape() const { return !implementation_->tape.empty(); }
Tape EventSource::TakeTape() { return std::exchange(implementation_->tape, {}); }

std::optional<ViewTape> EventSource::View() const {
  const Assembler& assembler = implementation_->assembler;
  if (!assembler.settled()) return std::nullopt;
  const std::uint32_t sequence = assembler.dump_sequence();
  return ViewTape{DumpOf(assembler.table(), sequence - 1, sequence), sequence - 2};
}

EventSource::ReadResult EventSource::Read(Batch& batch, std::size_t max_datagrams) {
  Implementation& self = *implementation_;
  ReadResult result = ReadResult::kMore;
  std::int64_t end = 0;
  for (std::size_t count = 1;; ++count) {
    Bytes datagram;
    int error = 0;
    const ReceiveOutcome outcome = self.events.Receive(datagram, error);
    if (self.recording) self.Keep(outcome, datagram);
    const bool dump_wanted = self.assembler.dump_wanted();
    if (!self.Take(outcome, datagram, error, batch)) return ReadResult::kFailed;
    if (outcome == ReceiveOutcome::kDrained) {
      result = ReadResult::kDrained;
      if (!dump_wanted) break;
      result = ReadResult::kMore;
    }
    if (self.IsUrgent() || count >= max_datagrams) break;
    if (count < kDatagramsUntimed) continue;
    if (count == kDatagramsUntimed) end = Now() + kLongestReadNanoseconds;
    if (Now() >= end) break;
  }
  if (self.assembler.ready()) self.paths.Heed(self.assembler.hints(), batch.paths);
  self.assembler.hints().clear();
  self.Follow(batch);
  if (self.CatchUp()) result = ReadResult::kMore;
  if (self.failure) return ReadResult::kFailed;
  return self.assembler.dump_wanted() ? ReadResult::kUnasked : result;
}

Failure EventSource::Audit() {
  Implementation& self = *implementation_;
  return self.assembler.Audit() ? self.assembler.BeginDump() : Failure{};
}

bool EventSource::ask_postponed() const { return implementation_->paths.postponed(); }

void EventSource::AskPostponed(Batch& batch) {
  Implementation& self = *implementation_;
  if (!self.paths.postponed()) return;
  self.paths.AskPostponed(batch.paths);
  self.Follow(batch);
}

void EventSource::WatchPaths(std::span<const PathQuery> queries, Batch& batch) {
  implementation_->lookup.Watch(queries);
  implementation_->AskNew(batch);
}

void EventSource::WatchAside(std::span<const PathQuery> added, std::span<const std::uint32_t> removed,
                             Batch& batch) {
  implementation_->lookup.WatchAside(added, removed);
  implementation_->AskNew(batch);
}

bool EventSource::HasRoute(const PathQuery& query) { return implementation_->lookup.HasRoute(query); }

bool EventSource::Implementation::Take(ReceiveOutcome outcome, Bytes datagram, int error, Batch& batch) {
  failure = outcome == ReceiveOutcome::kFailed ? Failure{"recvmsg", error}
                                               : TakeOutcome(outcome, datagram, assembler, counters, batch);
  return !failure;
}

void EventSource::Implementation::Keep(ReceiveOutcome outcome, Bytes datagram) {
  // That the socket was drained matters where a dump is asked for, and that it failed to those who are told.
  if (outcome == ReceiveOutcome::kFailed) return;
  if (outcome == ReceiveOutcome::kDrained && !assembler.dump_wanted()) return;
  tape.push_back({outcome, {datagram.begin(), datagram.end()}});
}

// Whether the last way out was lost: not to be kept waiting behind what else there is to read.
bool EventSource::Implementation::IsUrgent() {
  if (!assembler.ready()) return false;
  // Each is looked at once, although this is asked after every datagram.
  std::vector<std::uint32_t>& darkened = assembler.hints().darkened;
  const bool used = std::any_of(darkened.begin(), darkened.end(),
                                [this](std::uint32_t index) { return lookup.empty() || lookup.Uses(index); });
  darkened.clear();
  return used && paths.EveryPathIsCut();
}

// Those that were asked before are left alone: what moves them has yet to be read.
void EventSource::Implementation::AskNew(Batch& batch) {
  // Heard of before they are asked for: what moves them meanwhile is not missed.
  if (assembler.ready()) filter.Follow(assembler.table(), lookup);
  if (lookup.AskNew(batch.paths)) Follow(batch);
}

// Has the filter let through what is watched by now.
void EventSource::Implementation::Follow(Batch& batch) {
  if (assembler.selection().all() || !assembler.ready()) return;
  for (int attempt = 0; filter.Follow(assembler.table(), lookup) && attempt < kMostMovingAnswers; ++attempt)
    lookup.Ask(batch.paths);
}

// What was said of a new interface before the filter knew it was dropped, if it was more than its name.
bool EventSource::Implementation::CatchUp() {
  if (assembler.selection().all() || !assembler.ready()) return false;
  // Before the first dump was complete nothing was dropped.
  const std::uint64_t arrivals = assembler.table().arrivals();
  catch_up_wanted |= arrivals_heard.value_or(arrivals) != arrivals;
  arrivals_heard = arrivals;
  if (!catch_up_wanted || !assembler.CatchUp()) return false;
  catch_up_wanted = false;
  failure = assembler.BeginDump();
  if (recording) tape.push_back({ReceiveOutcome::kDrained, {}, true});
  return true;
}

}  // namespace netwake::netlink

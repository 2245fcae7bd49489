#include "netlink/assembler.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <cerrno>
#include <utility>

#include "netlink/parser.h"

namespace netwake::netlink {

namespace {

// A namespace that changes all the time interrupts every dump. The events still arrive meanwhile, so it is
// better to go on with what there is, unswept, than to ask for ever.
constexpr int kMostInterruptedDumps = 8;

}  // namespace

Failure Assembler::BeginDump() {
  dump_wanted_ = false;
  table_.BeginGeneration();
  return dump_.Begin(send_);
}

Failure Assembler::Take(Bytes datagram, Batch& batch) {
  MessageReader reader(datagram);
  RawMessage message;
  while (reader.Next(message)) {
    ++counters_.messages;
    if (dump_.Owns(message) && (message.flags & NLM_F_DUMP_INTR) != 0) dump_.MarkInterrupted();
    if (Failure failure = Take(message, batch)) return failure;
  }
  if (reader.malformed()) {
    ++counters_.dropped;
    Lose("malformed-datagram");
  }
  return {};
}

Failure Assembler::Take(const RawMessage& message, Batch& batch) {
  switch (message.type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
      TakeLink(message, batch);
      return {};
    case RTM_NEWADDR:
    case RTM_DELADDR:
      TakeAddress(message, batch);
      return {};
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
      TakeRoute(message, batch);
      return {};
    case RTM_NEWRULE:
    case RTM_DELRULE:
    case RTM_NEWNEXTHOP:
    case RTM_DELNEXTHOP:
      MayImprove();
      return {};
    case NLMSG_DONE:
    case NLMSG_ERROR:
      return dump_.Owns(message) ? EndDump(message, batch) : Failure{};
    case NLMSG_OVERRUN:
      Lose("overrun");
      return {};
    case NLMSG_NOOP:
      return {};
    default:
      ++counters_.dropped;
      return {};
  }
}

void Assembler::TakeLink(const RawMessage& message, Batch& batch) {
  auto link = ParseLink(message);
  if (!link) return;
  const LinkRecord& record = link->record;
  if (!selection_.Watches(record)) {
    Disregard(message, record.index);
    // Renamed, maybe: to the view it is gone.
    link->deleted = true;
  }
  bool carried = false;
  if (!table_.Apply(*link, Told(batch), &carried)) return;
  Changed(message);
  hints_.links.push_back(record.index);
  if (record.up && record.carrier && !link->deleted) {
    hints_.may_improve = true;
    return;
  }
  if (carried) hints_.darkened.push_back(record.index);
  if (!record.up || link->deleted) hints_.shrunk.push_back(record.index);
}

void Assembler::TakeAddress(const RawMessage& message, Batch& batch) {
  const auto address = ParseAddress(message);
  if (!address) return;
  if (!Knows(address->record.index)) return Disregard(message, address->record.index);
  if (!table_.Apply(*address, Told(batch))) return;
  Changed(message);
  if (!address->deleted) return MayImprove();
  hints_.may_move = true;
  hints_.shrunk.push_back(address->record.index);
}

void Assembler::TakeRoute(const RawMessage& message, Batch& batch) {
  auto route = ParseRoute(message);
  if (!route) return;
  // One that is withdrawn may have hidden a better one.
  MayImprove();
  if (route->hint.deleted) hints_.shrunk.push_back(route->hint.interface_index);
  const std::uint32_t index = route->hint.interface_index;
  if (ready_ && !route->link_local && (index == 0 || Knows(index)))
    batch.routes.push_back(std::move(route->hint));
}

Failure Assembler::EndDump(const RawMessage& message, Batch& batch) {
  // An end without a code is one; a refusal without a code is a refusal still.
  const int missing = message.type == NLMSG_DONE ? 0 : -EIO;
  Failure failure;
  switch (dump_.End(send_, ParseErrorCode(message).value_or(missing), failure)) {
    case Dump::Step::kRunning:
      return {};
    case Dump::Step::kFailed:
      return failure;
    case Dump::Step::kComplete:
      interrupted_dumps_ = 0;
      FinishDump(batch, true);
      return {};
    case Dump::Step::kInterrupted:
      AskAgain();
      if (++interrupted_dumps_ < kMostInterruptedDumps) return {};
      interrupted_dumps_ = 0;
      FinishDump(batch, false);
      return {};
  }
  return {};
}

void Assembler::FinishDump(Batch& batch, bool sweep) {
  if (!ready_) {
    Batch unseen;
    if (sweep) table_.Sweep(unseen);
    table_.AppendAll(batch);
    batch.ready = ready_ = true;
  } else {
    if (sweep) drifts_ += table_.Sweep(batch);
    if (std::exchange(auditing_, false)) EndAudit();
    batch.resync = resync_;
    if (resync_ != nullptr) ++counters_.resyncs;
  }
  drifts_ = 0;
  MayImprove();
  // Lost again while the dump ran: the next one is wanted already.
  if (dump_wanted_) return;
  resync_ = nullptr;
  catching_up_ = false;
}

void Assembler::AskAgain() {
  if (!catching_up_ || resync_ != nullptr) return Lose("dump-interrupted");
  dump_wanted_ = true;
}

// What an audit has not found needs no telling.
void Assembler::EndAudit() {
  ++counters_.audits;
  counters_.drifts += drifts_;
  if (resync_ == nullptr && drifts_ > 0) resync_ = "drift";
}

}  // namespace netwake::netlink

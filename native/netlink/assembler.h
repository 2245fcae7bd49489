// Makes a view of the machine's links and addresses out of datagrams, and tells how each changes it. No I/O:
// datagrams come from whoever reads the socket, or from a recording; requests for dumps go to whoever sends.
#pragma once

#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "netlink/dump.h"
#include "netlink/failure.h"
#include "netlink/messages.h"
#include "netlink/selection.h"
#include "netlink/table.h"

namespace netwake::netlink {

// What the datagrams since the last look mean for the ways to the watched destinations.
struct PathHints {
  bool may_move = false;
  // Some may be better than before: with losses alone there is nothing to hope for.
  bool may_improve = false;
  // Interfaces whose own state changed. A way that leads through another seldom has anything to do with it.
  std::vector<std::uint32_t> links;
  // Interfaces that could carry traffic before, and can't any more.
  std::vector<std::uint32_t> darkened;
  // Interfaces whose routes the kernel may be about to flush, in silence.
  std::vector<std::uint32_t> shrunk;

  // What was allocated stays, for the next.
  void clear() {
    may_move = may_improve = false;
    links.clear();
    darkened.clear();
    shrunk.clear();
  }
};

class Assembler {
 public:
  // The view holds no interface that does not count, nor its addresses. `sequence` is what the numbers of the
  // dumps go on from.
  Assembler(Sender send, Counters& counters, Selection selection = {}, std::uint32_t sequence = 0)
      : send_(std::move(send)), counters_(counters), selection_(std::move(selection)), dump_(sequence) {}

  // Takes a datagram in, and appends what it changed. A dump in which something went wrong is wanted again.
  Failure Take(Bytes datagram, Batch& batch);

  // Something was lost: a dump is wanted. `reason` is a string literal.
  void Lose(const char* reason) {
    if (resync_ == nullptr) resync_ = reason;
    dump_wanted_ = true;
    auditing_ = false;
  }
  // Nothing is known to be lost: a dump is wanted to compare the view with. False when one is under way
  // anyway.
  bool Audit() {
    if (!ready_ || dump_wanted_ || dump_.running()) return false;
    auditing_ = dump_wanted_ = true;
    return true;
  }
  // An interface may have changed, and got addresses, before anything was heard of it: a dump is wanted that
  // makes good for it, and is told as news. False when one is under way anyway.
  bool CatchUp() {
    if (!ready_ || dump_wanted_ || dump_.running()) return false;
    return catching_up_ = dump_wanted_ = true;
  }
  bool dump_wanted() const { return dump_wanted_; }
  Failure BeginDump();
  // Whether what was lost has yet to be made up for.
  bool catching_up() const { return ready_ && resync_ != nullptr; }

  // Whether the first dump is complete.
  bool ready() const { return ready_; }
  // Whether the view is whole, and none is being made to take its place.
  bool settled() const { return ready_ && !dump_wanted_ && !dump_.running(); }
  std::uint32_t dump_sequence() const { return dump_.sequence(); }
  const Selection& selection() const { return selection_; }
  const Table& table() const { return table_; }
  PathHints& hints() { return hints_; }

 private:
  Failure Take(const RawMessage& message, Batch& batch);
  void TakeLink(const RawMessage& message, Batch& batch);
  void TakeAddress(const RawMessage& message, Batch& batch);
  void TakeRoute(const RawMessage& message, Batch& batch);
  // What changes go to: before the first view is whole they are no news.
  Batch& Told(Batch& batch) {
    unseen_.clear();
    return ready_ ? batch : unseen_;
  }
  Failure EndDump(const RawMessage& message, Batch& batch);
  void FinishDump(Batch& batch, bool sweep);
  void EndAudit();
  void AskAgain();
  // Told of each change that a message made.
  void Changed(const RawMessage& message) {
    if (auditing_ && dump_.Owns(message)) ++drifts_;
  }
  // What is told of an interface that does not count may move a way that leads through it all the same.
  void Disregard(const RawMessage& message, std::uint32_t index) {
    if (dump_.Owns(message)) return;
    MayImprove();
    hints_.shrunk.push_back(index);
  }
  bool Knows(std::uint32_t index) const { return selection_.all() || table_.Find(index) != nullptr; }
  void MayImprove() { hints_.may_move = hints_.may_improve = true; }

  Sender send_;
  Counters& counters_;
  Selection selection_;
  Table table_;
  Dump dump_;
  PathHints hints_;
  // What nobody is to be told.
  Batch unseen_;
  bool ready_ = false;
  // Why a dump is wanted, or is under way; null when the view is complete.
  const char* resync_ = nullptr;
  bool dump_wanted_ = false;
  // The dump that is wanted, or under way, is an audit; how much it has found so far.
  bool auditing_ = false;
  std::uint64_t drifts_ = 0;
  // Nothing is known to be lost, nor is there anything to count.
  bool catching_up_ = false;
  int interrupted_dumps_ = 0;
};

}  // namespace netwake::netlink

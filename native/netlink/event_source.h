// The event side of rtnetlink without an event loop: a non-blocking descriptor to poll, and calls that read
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "netlink/failure.h"
#include "netlink/records.h"
#include "netlink/selection.h"
#include "netlink/tape.h"

namespace netwake::netlink {

struct EventSourceOptions {
  std::uint32_t receive_buffer_bytes = 0;  // 0: the system's default
  // Of others nothing is told, and where the kernel takes a filter nothing is read either.
  Selection selection = {};
};

// A whole view as datagrams, and the number that the dump of whoever plays them has to start from.
struct ViewTape {
  std::vector<std::vector<std::byte>> datagrams;
  std::uint32_t sequence = 0;
};

class EventSource {
 public:
  enum class ReadResult {
    kDrained,  // nothing is left on the descriptor
    kMore,     // the cap was reached: read again soon, the descriptor is still readable
    kUnasked,  // the cap was reached before a wanted dump was asked for: read again soon, readable or not
    kFailed,   // see failure(); the source is of no more use
  };

  // Opens the sockets and joins the groups, then asks for the first dump. On refusal returns null and fills
  // `failure`.
  static std::unique_ptr<EventSource> Open(const EventSourceOptions& options, Failure& failure);
  ~EventSource();
  EventSource(const EventSource&) = delete;
  EventSource& operator=(const EventSource&) = delete;

  int descriptor() const;

  // Reads at most `max_datagrams`, and for some milliseconds at most, and appends what changed to `batch`.
  // Never blocks for long. Ends early when the last way out was lost. Asks the watched paths again when
  // anything was read that can move them. An overflow, a truncation or an interrupted dump leads to a new
  // dump, asked for once the socket is drained, whose outcome arrives as a net difference in a later batch
  // with `resync` set.
  ReadResult Read(Batch& batch, std::size_t max_datagrams);

  // Asks for a dump to compare the view with: drift is counted, repaired, and told as a resync. Read() takes
  // in what comes of it. Does nothing while a dump is under way anyway.
  Failure Audit();

  // Replaces the watched paths, but for those that are watched aside, and appends their answers.
  void WatchPaths(std::span<const PathQuery> queries, Batch& batch);

  // Takes away those of the paths that are watched aside whose ids these are, adds others, and appends the
  // answers to these: one lookup each, and none for those that stay or go.
  void WatchAside(std::span<const PathQuery> added, std::span<const std::uint32_t> removed, Batch& batch);

  // Whether the kernel knows a route now, by the interface of the query. Of no consequence for what is
  // watched.
  bool HasRoute(const PathQuery& query);

  // Whether the watched paths have yet to be asked for what was read. As long as they hold they are not asked
  // for each change of an interface that none of them uses, although one that comes back may move them; nor
  // are they as long as nothing is left to leave through, although the kernel flushes routes in silence.
  // AskPostponed() is to be called some milliseconds later.
  bool ask_postponed() const;
  void AskPostponed(Batch& batch);

  // Whether something was lost and the dump that makes up for it has yet to be complete.
  bool catching_up() const;

  const Failure& failure() const;
  const Counters& counters() const;
  void CountWakeup();

  // From now on keeps what is read, for TakeTape(). Meanwhile nothing is postponed as long as there is
  // anything to leave through.
  void Record(bool recording);
  bool recording() const;
  bool has_tape() const;
  Tape TakeTape();
  // Nothing while a dump is wanted or under way: then the view can't be told in one piece.
  std::optional<ViewTape> View() const;

 private:
  struct Implementation;
  explicit EventSource(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace netwake::netlink

// When the kernel is asked for the watched paths anew: no more often than they can have moved, and never
// before the kernel has done what moves them. No I/O but that of the lookup.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "netlink/assembler.h"
#include "netlink/route_lookup.h"
#include "netlink/table.h"

namespace netwake::netlink {

class PathWatch {
 public:
  // Nanoseconds of a monotonic clock.
  using Clock = std::function<std::int64_t()>;

  PathWatch(RouteLookup& lookup, const Table& table, Clock now)
      : lookup_(lookup), table_(table), now_(std::move(now)) {}

  // What was read may have moved the paths. Asks for them and appends the answers that differ, or postpones
  // the question.
  void Heed(const PathHints& hints, std::vector<PathRecord>& changed);

  bool postponed() const { return postponed_; }
  // Asks if a question was postponed.
  void AskPostponed(std::vector<PathRecord>& changed);

  // Whether nothing is left to leave through, by the links alone.
  bool EveryPathIsCut() const;

  // While this is recorded nothing is postponed for the sake of others.
  void Record(bool recording) { recording_ = recording; }

 private:
  bool AnyPathIsCut() const;
  bool IsDark(std::uint32_t index) const;
  bool MayWait(const PathHints& hints) const;
  void Ask(std::vector<PathRecord>& changed);

  RouteLookup& lookup_;
  const Table& table_;
  Clock now_;
  std::int64_t asked_at_ = 0;
  bool postponed_ = false;
  bool recording_ = false;
  // An interface that a path used as its routes were about to be flushed, since it was last asked.
  std::optional<std::uint32_t> flushed_;
};

}  // namespace netwake::netlink

#include "netlink/path_watch.h"

#include <algorithm>
#include <utility>

namespace netwake::netlink {

namespace {

// How seldom the watched paths are asked for the sake of interfaces that none of them uses.
constexpr std::int64_t kAskAgainNanoseconds = 5'000'000;

}  // namespace

void PathWatch::Heed(const PathHints& hints, std::vector<PathRecord>& changed) {
  const bool concerns = hints.may_move || !hints.links.empty();
  if (!concerns || lookup_.empty()) return;
  for (const std::uint32_t index : hints.shrunk) {
    if (lookup_.Uses(index)) flushed_ = index;
  }
  // Where nothing is left to leave through, the link says it all for now.
  postponed_ = MayWait(hints) || (!hints.may_improve && EveryPathIsCut());
  if (!postponed_) Ask(changed);
}

void PathWatch::AskPostponed(std::vector<PathRecord>& changed) {
  if (postponed_) Ask(changed);
}

void PathWatch::Ask(std::vector<PathRecord>& changed) {
  // One for all: the lock is the same whatever the interface.
  if (const auto index = std::exchange(flushed_, std::nullopt)) lookup_.WaitForRtnl(*index);
  postponed_ = false;
  lookup_.Ask(changed);
  // Of thousands of paths the answers take longer than the pause that is to follow.
  asked_at_ = now_();
}

// Whether all that has changed is the state of interfaces that no watched path uses, and all paths hold: then
// there is nothing to lose by waiting, and in a storm of others much to be saved.
bool PathWatch::MayWait(const PathHints& hints) const {
  if (hints.may_move || recording_) return false;
  if (!postponed_ && now_() - asked_at_ >= kAskAgainNanoseconds) return false;
  return std::none_of(hints.links.begin(), hints.links.end(),
                      [this](std::uint32_t index) { return lookup_.Uses(index); }) &&
         !AnyPathIsCut();
}

bool PathWatch::EveryPathIsCut() const {
  const PathTally& tally = lookup_.tally();
  if (table_.HasUsableLink() || tally.local() > 0) return false;
  return std::all_of(tally.exits().begin(), tally.exits().end(), [this](const auto& entry) {
    const auto& [index, exit] = entry;
    return exit.routed == 0 || IsDark(index);
  });
}

bool PathWatch::AnyPathIsCut() const {
  const PathTally& tally = lookup_.tally();
  if (tally.lost() > 0) return true;
  return std::any_of(tally.exits().begin(), tally.exits().end(), [this](const auto& entry) {
    const auto& [index, exit] = entry;
    return exit.routed > 0 && IsDark(index);
  });
}

// Of what nothing is known, nothing bad is known.
bool PathWatch::IsDark(std::uint32_t index) const {
  const LinkRecord* link = table_.Find(index);
  return link != nullptr && !(link->up && link->carrier);
}

}  // namespace netwake::netlink

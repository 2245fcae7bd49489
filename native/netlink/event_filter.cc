#include "netlink/event_filter.h"

#include <sys/socket.h>

#include <algorithm>

namespace netwake::netlink {

namespace {

// With each that comes there is another program, which the kernel checks and compiles: with hundreds that
// takes most of a millisecond, and with some more there is none at all any more, for links and addresses
// either.
constexpr std::size_t kMostDestinations = 64;

}  // namespace

void EventFilter::Open() { (void)socket_.AttachFilter(BasicFilter({})); }

bool EventFilter::Follow(const Table& table, const RouteLookup& lookup) {
  const PathTally& tally = lookup.tally();
  FilterScope scope;
  scope.link_local = tally.AnyLeadsToLinkLocal();
  if (selection_.all()) {
    if (scope != scope_) Attach(scope);
    return false;
  }
  table.AppendIndexes(scope.indexes);
  bool unheard = false;
  for (const auto& [index, exit] : tally.exits()) {
    if (index == 0 || table.Find(index) != nullptr) continue;
    unheard |= !Heard(index);
    scope.indexes.push_back(index);
  }
  std::sort(scope.indexes.begin(), scope.indexes.end());
  scope.every_route = tally.destinations().size() > kMostDestinations;
  if (!scope.every_route) {
    for (const auto& [destination, paths] : tally.destinations()) scope.destinations.push_back(destination);
  }
  if (!following_ || scope != scope_) Attach(scope);
  return unheard;
}

bool EventFilter::Heard(std::uint32_t index) const {
  return !selecting_ || std::binary_search(scope_.indexes.begin(), scope_.indexes.end(), index);
}

// One that can't be replaced must go: it would drop what is watched by now.
void EventFilter::Attach(const FilterScope& scope) {
  following_ = true;
  scope_ = scope;
  const FilterProgram program = selection_.all() ? FilterProgram() : SelectingFilter(selection_, scope);
  selecting_ = !program.empty() && !socket_.AttachFilter(program);
  if (!selecting_ && socket_.AttachFilter(BasicFilter(scope))) socket_.DetachFilter();
}

}  // namespace netwake::netlink

#include "netlink/event_filter.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace netwake::netlink {

namespace {

// Bound to an interface, a path leaves through that one whatever the routes of others are.
std::vector<FilterDestination> DestinationsOf(const RouteLookup& lookup) {
  std::vector<FilterDestination> destinations;
  for (const PathQuery& query : lookup.queries()) {
    if (query.interface_index != 0) continue;
    std::uint32_t leading = 0;
    std::memcpy(&leading, query.address, sizeof(leading));
    destinations.push_back({query.family, ntohl(leading)});
  }
  std::sort(destinations.begin(), destinations.end());
  destinations.erase(std::unique(destinations.begin(), destinations.end()), destinations.end());
  return destinations;
}

}  // namespace

void EventFilter::Open() { (void)socket_.AttachFilter(BasicFilter()); }

bool EventFilter::Follow(const Table& table, const RouteLookup& lookup) {
  if (selection_.all()) return false;
  FilterScope scope;
  table.AppendIndexes(scope.indexes);
  bool unheard = false;
  for (const PathRecord& answer : lookup.answers()) {
    const std::uint32_t index = answer.interface_index;
    if (index == 0 || table.Find(index) != nullptr) continue;
    unheard |= !Heard(index);
    scope.indexes.push_back(index);
  }
  std::sort(scope.indexes.begin(), scope.indexes.end());
  scope.indexes.erase(std::unique(scope.indexes.begin(), scope.indexes.end()), scope.indexes.end());
  scope.destinations = DestinationsOf(lookup);
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
  const FilterProgram program = SelectingFilter(selection_, scope);
  selecting_ = !program.empty() && !socket_.AttachFilter(program);
  if (!selecting_ && socket_.AttachFilter(BasicFilter())) socket_.DetachFilter();
}

}  // namespace netwake::netlink

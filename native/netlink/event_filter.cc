#include "netlink/event_filter.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <span>

#include "netlink/parser.h"

namespace netwake::netlink {

namespace {

constexpr std::uint8_t kWholeAddress = 128;

// Bound to an interface, a path leaves through that one whatever the routes of others are.
std::vector<FilterDestination> DestinationsOf(const RouteLookup& lookup) {
  std::vector<FilterDestination> destinations;
  for (const WatchedPath& path : lookup.paths()) {
    const PathQuery& query = path.query;
    if (query.interface_index != 0) continue;
    std::uint32_t leading = 0;
    std::memcpy(&leading, query.address, sizeof(leading));
    destinations.push_back({query.family, ntohl(leading)});
  }
  std::sort(destinations.begin(), destinations.end());
  destinations.erase(std::unique(destinations.begin(), destinations.end()), destinations.end());
  return destinations;
}

bool LeadsToLinkLocal(const RouteLookup& lookup) {
  return std::any_of(lookup.paths().begin(), lookup.paths().end(), [](const WatchedPath& path) {
    return IsLinkLocal(path.query.family, kWholeAddress, std::as_bytes(std::span(path.query.address)));
  });
}

}  // namespace

void EventFilter::Open() { (void)socket_.AttachFilter(BasicFilter({})); }

bool EventFilter::Follow(const Table& table, const RouteLookup& lookup) {
  FilterScope scope;
  scope.link_local = LeadsToLinkLocal(lookup);
  if (selection_.all()) {
    if (scope != scope_) Attach(scope);
    return false;
  }
  table.AppendIndexes(scope.indexes);
  bool unheard = false;
  for (const WatchedPath& path : lookup.paths()) {
    const std::uint32_t index = path.answer ? path.answer->interface_index : 0;
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
  const FilterProgram program = selection_.all() ? FilterProgram() : SelectingFilter(selection_, scope);
  selecting_ = !program.empty() && !socket_.AttachFilter(program);
  if (!selecting_ && socket_.AttachFilter(BasicFilter(scope))) socket_.DetachFilter();
}

}  // namespace netwake::netlink

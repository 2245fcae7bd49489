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

// With each that comes there is another program, which the kernel checks and compiles: with hundreds that
// takes most of a millisecond, and with some more there is none at all any more, for links and addresses
// either.
constexpr std::size_t kMostDestinations = 64;

// In order, and when they are too many, enough of them to tell. Bound to an interface, a path leaves through
// that one whatever the routes of others are.
std::vector<FilterDestination> DestinationsOf(const RouteLookup& lookup) {
  std::vector<FilterDestination> destinations;
  for (const WatchedPath& path : lookup.paths()) {
    if (path.query.interface_index != 0) continue;
    std::uint32_t leading = 0;
    std::memcpy(&leading, path.query.address, sizeof(leading));
    const FilterDestination destination = {path.query.family, ntohl(leading)};
    const auto place = std::lower_bound(destinations.begin(), destinations.end(), destination);
    if (place != destinations.end() && *place == destination) continue;
    destinations.insert(place, destination);
    if (destinations.size() > kMostDestinations) break;
  }
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
  scope.every_route = scope.destinations.size() > kMostDestinations;
  if (scope.every_route) scope.destinations.clear();
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

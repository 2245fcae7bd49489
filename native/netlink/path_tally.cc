#include "netlink/path_tally.h"

#include <arpa/inet.h>

#include <cstring>
#include <span>

#include "netlink/parser.h"

namespace netwake::netlink {

namespace {

constexpr std::uint8_t kWholeAddress = 128;

bool IsBound(const PathQuery& query) { return query.interface_index != 0; }

bool LeadsToLinkLocal(const PathQuery& query) {
  return IsLinkLocal(query.family, kWholeAddress, std::as_bytes(std::span(query.address)));
}

FilterDestination DestinationOf(const PathQuery& query) {
  std::uint32_t leading = 0;
  std::memcpy(&leading, query.address, sizeof(leading));
  return {query.family, ntohl(leading)};
}

bool IsReachable(const PathRecord& answer) { return answer.error == 0; }
bool IsLocal(const PathRecord& answer) { return IsReachable(answer) && answer.local; }
bool IsRouted(const PathRecord& answer) { return IsReachable(answer) && !answer.local; }

}  // namespace

void PathTally::Add(const PathQuery& query) {
  ++queries_;
  link_local_ += LeadsToLinkLocal(query);
  if (!IsBound(query)) ++destinations_[DestinationOf(query)];
}

void PathTally::Remove(const PathQuery& query) {
  --queries_;
  link_local_ -= LeadsToLinkLocal(query);
  if (IsBound(query)) return;
  const auto destination = destinations_.find(DestinationOf(query));
  if (--destination->second == 0) destinations_.erase(destination);
}

void PathTally::Add(const PathRecord& answer) {
  reachable_ += IsReachable(answer);
  local_ += IsLocal(answer);
  Exit& exit = exits_[answer.interface_index];
  ++exit.paths;
  exit.routed += IsRouted(answer);
}

void PathTally::Remove(const PathRecord& answer) {
  reachable_ -= IsReachable(answer);
  local_ -= IsLocal(answer);
  const auto exit = exits_.find(answer.interface_index);
  exit->second.routed -= IsRouted(answer);
  if (--exit->second.paths == 0) exits_.erase(exit);
}

}  // namespace netwake::netlink

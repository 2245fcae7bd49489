// Asks the kernel for the way to each watched destination: RTM_GETROUTE, no packet, a few microseconds each.
// The kernel answers within sendto(2), so the answers are there to be read at once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "netlink/socket.h"

namespace netwake::netlink {

struct WatchedPath {
  PathQuery query;
  bool aside = false;
  std::optional<PathRecord> answer;  // none until it is asked for
};

class RouteLookup {
 public:
  Failure Open();

  // Replaces the destinations, but for those that are watched aside, and forgets their answers.
  void Watch(std::span<const PathQuery> queries);

  // Takes away those of the destinations that are watched aside whose ids these are, and adds others. The
  // answers of all that stay are kept.
  void WatchAside(std::span<const PathQuery> added, std::span<const std::uint32_t> removed);

  // Asks for every destination, and appends the answers that differ from the last.
  void Ask(std::vector<PathRecord>& changed);

  // Asks for those alone that have no answer yet, and appends it.
  void AskNew(std::vector<PathRecord>& answers);

  // Whether there is a route, by its interface if the query names one. Changes no answer.
  bool HasRoute(const PathQuery& query);

  // Returns when whoever holds the kernel's RTNL lock has let go of it. On admin down the kernel announces
  // the link first and flushes its routes after, in silence and under this lock, while lookups take no lock:
  // without the wait an answer may be one that is about to vanish.
  void WaitForRtnl(std::uint32_t interface_index);

  bool empty() const { return paths_.empty(); }
  // Whether the last answers leave through this interface.
  bool Uses(std::uint32_t interface_index) const;
  const std::vector<WatchedPath>& paths() const { return paths_; }
  // How many requests have been sent.
  std::uint32_t requests() const { return sequence_; }

 private:
  PathRecord Answer(const PathQuery& query);
  PathRecord Exchange(const PathQuery& query, std::uint32_t flags);
  PathRecord Receive(const PathQuery& query, std::uint32_t sequence);

  Socket socket_;
  std::vector<WatchedPath> paths_;  // those that are watched aside come last, in no order
  std::uint32_t sequence_ = 0;
};

}  // namespace netwake::netlink

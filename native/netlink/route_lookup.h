// Asks the kernel for the way to each watched destination: RTM_GETROUTE, no packet, a few microseconds each.
// The kernel answers within sendto(2), so the answers are there to be read at once.
#pragma once

#include <span>
#include <vector>

#include "netlink/socket.h"

namespace netwake::netlink {

class RouteLookup {
 public:
  Failure Open();

  // Replaces the destinations and forgets all answers.
  void Watch(std::span<const PathQuery> queries);

  // Asks for every destination, and appends the answers that differ from the last.
  void Ask(std::vector<PathRecord>& changed);

  // Whether there is a route, by its interface if the query names one. Changes no answer.
  bool HasRoute(const PathQuery& query);

  // Returns when whoever holds the kernel's RTNL lock has let go of it. On admin down the kernel announces
  // the link first and flushes its routes after, in silence and under this lock, while lookups take no lock:
  // without the wait an answer may be one that is about to vanish.
  void WaitForRtnl(std::uint32_t interface_index);

  bool empty() const { return queries_.empty(); }
  // Whether the last answers leave through this interface.
  bool Uses(std::uint32_t interface_index) const;
  const std::vector<PathQuery>& queries() const { return queries_; }
  const std::vector<PathRecord>& answers() const { return answers_; }

 private:
  PathRecord Answer(const PathQuery& query);
  PathRecord Exchange(const PathQuery& query, std::uint32_t flags);
  PathRecord Receive(const PathQuery& query, std::uint32_t sequence);

  Socket socket_;
  std::vector<PathQuery> queries_;
  std::vector<PathRecord> answers_;  // one a query once asked
  std::uint32_t sequence_ = 0;
};

}  // namespace netwake::netlink

// Asks the kernel for the way to each watched destination: RTM_GETROUTE, no packet, a few microseconds each.
// The kernel answers within sendto(2), so the answers are there to be read at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "netlink/path_tally.h"
#include "netlink/socket.h"

namespace netwake::netlink {

struct WatchedPath {
  PathQuery query;
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

  // Asks for those alone that have no answer yet, and appends it. False when there were none.
  bool AskNew(std::vector<PathRecord>& answers);

  // Whether there is a route, by its interface if the query names one. Changes no answer.
  bool HasRoute(const PathQuery& query);

  // Returns when whoever holds the kernel's RTNL lock has let go of it. On admin down the kernel announces
  // the link first and flushes its routes after, in silence and under this lock, while lookups take no lock:
  // without the wait an answer may be one that is about to vanish.
  void WaitForRtnl(std::uint32_t interface_index);

  bool empty() const { return size() == 0; }
  std::size_t size() const { return paths_.size() + aside_.size(); }
  // Whether any of the last answers leaves through this interface.
  bool Uses(std::uint32_t interface_index) const { return tally_.exits().contains(interface_index); }
  // Of all queries, and their last answers.
  const PathTally& tally() const { return tally_; }
  // How many requests have been sent.
  std::uint32_t requests() const { return sequence_; }

 private:
  void Ask(WatchedPath& path, std::vector<PathRecord>& changed);
  void Forget(const WatchedPath& path);
  void ForgetAside(std::uint32_t id);
  PathRecord Answer(const PathQuery& query);
  PathRecord Exchange(const PathQuery& query, std::uint32_t flags);
  PathRecord Receive(const PathQuery& query, std::uint32_t sequence);

  Socket socket_;
  std::vector<WatchedPath> paths_;
  // By their ids; of those that have come since the last question the ids alone, too.
  std::map<std::uint32_t, WatchedPath> aside_;
  std::vector<std::uint32_t> new_aside_;
  PathTally tally_;
  std::uint32_t sequence_ = 0;
};

}  // namespace netwake::netlink

// What the watched paths have in common, counted: there may be thousands of them, that lead to few places by
// few interfaces, and nobody has to look at each for that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "netlink/filter.h"
#include "netlink/records.h"

namespace netwake::netlink {

class PathTally {
 public:
  // By the interface that an answer names.
  struct Exit {
    std::size_t paths = 0;
    std::size_t routed = 0;  // those of them that there is a way for, which is not local
  };

  void Add(const PathQuery& query);
  void Add(const PathRecord& answer);
  // One that was added.
  void Remove(const PathQuery& query);
  void Remove(const PathRecord& answer);

  const std::map<std::uint32_t, Exit>& exits() const { return exits_; }
  // How many there is no way for, or none is known yet.
  std::size_t lost() const { return queries_ - reachable_; }
  std::size_t local() const { return local_; }
  // Where they lead, but for those that are bound to an interface: these leave through it whatever the routes
  // of others are.
  const std::map<FilterDestination, std::size_t>& destinations() const { return destinations_; }
  bool AnyLeadsToLinkLocal() const { return link_local_ > 0; }

 private:
  std::map<std::uint32_t, Exit> exits_;
  std::map<FilterDestination, std::size_t> destinations_;
  std::size_t queries_ = 0;
  std::size_t reachable_ = 0;
  std::size_t local_ = 0;
  std::size_t link_local_ = 0;
};

}  // namespace netwake::netlink

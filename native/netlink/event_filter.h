// Keeps the filter of the event socket in step with what is watched. Best effort: where the kernel takes no
// filter, user space decides alone.
#pragma once

#include "netlink/filter.h"
#include "netlink/route_lookup.h"
#include "netlink/selection.h"
#include "netlink/socket.h"
#include "netlink/table.h"

namespace netwake::netlink {

class EventFilter {
 public:
  EventFilter(Socket& socket, const Selection& selection) : socket_(socket), selection_(selection) {}

  // Before the groups are joined. Until the first call of Follow() nothing is dropped for an interface's
  // sake.
  void Open();

  // Attaches another program if one is needed: one that lets through what is said of the interfaces in
  // `table`, and of those that the answers of `lookup` leave through, whose end must be heard of. True when
  // of one of the latter nothing was heard before: its answer may be out of date already.
  bool Follow(const Table& table, const RouteLookup& lookup);

 private:
  bool Heard(std::uint32_t index) const;
  void Attach(const FilterScope& scope);

  Socket& socket_;
  const Selection& selection_;
  FilterScope scope_;
  bool selecting_ = false;  // the program in force drops what is not in scope_
  bool following_ = false;
};

}  // namespace netwake::netlink

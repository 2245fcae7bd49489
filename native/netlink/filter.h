// The classic BPF program of the event socket: what it drops never wakes the process. Bytes of a program out,
// no I/O. It drops only what user space would pass over, and passes what it can't decide; user space decides
// by the same rule.
#pragma once

#include <cstdint>
#include <vector>

#include "netlink/filter_code.h"
#include "netlink/selection.h"

namespace netwake::netlink {

// Where a watched path leads: the first 32 bits of its address, in network byte order, decide.
struct FilterDestination {
  std::uint8_t family = 0;
  std::uint32_t leading = 0;
  auto operator<=>(const FilterDestination&) const = default;
};

// What a program must let through.
struct FilterScope {
  // Interfaces of which everything is heard.
  std::vector<std::uint32_t> indexes;
  // Routes that lead there are heard of, whatever interface they leave through.
  std::vector<FilterDestination> destinations;
  // All routes are heard of: they are too many to be told apart by.
  bool every_route = false;
  // Routes to link-local and multicast addresses are heard of, too: a watched path leads to one.
  bool link_local = false;
  bool operator==(const FilterScope&) const = default;
};

// Drops bridge ports, wireless statistics, and routes to link-local and multicast addresses.
FilterProgram BasicFilter(const FilterScope& scope);

// Drops, beside, what is said of interfaces that don't count: of their links by name and kind, of their
// addresses and routes by their indexes, that are not in `scope`. Empty when that makes too long a program.
FilterProgram SelectingFilter(const Selection& selection, const FilterScope& scope);

}  // namespace netwake::netlink

// The classic BPF program of the neighbour socket: a neighbour table changes all day, and of that a few
// messages a year matter. Bytes of a program out, no I/O.
#pragma once

#include <span>

#include "netlink/filter_code.h"
#include "netlink/neighbour.h"

namespace netwake::netlink {

// Passes what is news (FailedBy) of the watched neighbours, and drops all else; of none, everything. Empty
// when that makes too long a program.
FilterProgram NeighbourFilter(std::span<const Neighbour> watched);

}  // namespace netwake::netlink

// One reading of the counters of every interface: a dump with IFLA_STATS64 on a socket of its own.
#pragma once

#include <vector>

#include "netlink/failure.h"
#include "netlink/records.h"

namespace netwake::netlink {

// Blocks no longer than the kernel takes to answer: its rows are ready when recvmsg(2) asks for them.
Failure DumpStatistics(std::vector<InterfaceStatistics>& statistics);

}  // namespace netwake::netlink

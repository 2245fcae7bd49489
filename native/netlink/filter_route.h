// The part of the filter that is about routes.
#pragma once

#include <vector>

#include "netlink/filter.h"
#include "netlink/filter_code.h"

namespace netwake::netlink {

// Takes the type of the message from the accumulator, and drops routes to IPv6 link-local and multicast
// addresses. For all else it falls through, with the type where it was.
void DropLinkLocalRoutes(FilterCode& code);

// Falls through for a route of one interface, with its index.
void LoadRouteInterface(FilterCode& code);

// Ends the program for routes of interfaces that are not watched: those that lead to a destination pass.
void DecideRoute(FilterCode& code, const std::vector<FilterDestination>& destinations);

}  // namespace netwake::netlink

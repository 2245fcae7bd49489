// The part of the filter that is about routes.
#pragma once

#include <vector>

#include "netlink/filter.h"
#include "netlink/filter_code.h"

namespace netwake::netlink {

// Falls through for a route of one interface, with its index.
void LoadRouteInterface(FilterCode& code);

// Ends the program for routes of interfaces that are not watched: those that lead to a destination pass.
void DecideRoute(FilterCode& code, const std::vector<FilterDestination>& destinations);

}  // namespace netwake::netlink

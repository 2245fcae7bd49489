// The part of the filter that is about links.
#pragma once

#include "netlink/filter_code.h"
#include "netlink/selection.h"

namespace netwake::netlink {

// Falls through for what is about an interface as such.
void DropWhatIsNoLink(FilterCode& code);

// Ends the program for links whose index is not watched.
void DecideLink(FilterCode& code, const Selection& selection);

}  // namespace netwake::netlink

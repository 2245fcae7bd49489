// Copies a datagram with the names and addresses in it replaced: a recording that can be given away. What the
// parser does not read is left out, so that nothing is in the copy that nobody thought of.
#pragma once

#include <functional>
#include <vector>

#include "netlink/messages.h"

namespace netwake::netlink {

enum class Secret { kName, kHardwareAddress, kAddress4, kAddress6 };

// Answers what stands in the place of these bytes; of a name it gets and gives the text without its NUL, of
// the others as many bytes as it gets.
using Substitute = std::function<std::vector<std::byte>(Secret, Bytes)>;

// Total, like the parser: messages come out in their order and with their type, and a malformed rest as one
// that is malformed.
std::vector<std::byte> Rewrite(Bytes datagram, const Substitute& substitute);

}  // namespace netwake::netlink

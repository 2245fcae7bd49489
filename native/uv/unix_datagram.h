// One datagram to a Unix socket: what sd_notify(3) takes, and node:dgram has not.
#pragma once

#include <string_view>

namespace netwake::uv {

// Sends `text` to a socket at a path, or in the abstract namespace when the address starts with '@'. Never
// waits: EAGAIN when the receiver's queue is full. Answers 0, or an errno.
int SendUnixDatagram(std::string_view address, std::string_view text);

}  // namespace netwake::uv

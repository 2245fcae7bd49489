#include "uv/unix_datagram.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

namespace netwake::uv {

int SendUnixDatagram(std::string_view address, std::string_view text) {
  struct sockaddr_un target = {};
  target.sun_family = AF_UNIX;
  if (address.size() < 2 || (address[0] != '/' && address[0] != '@')) return EAFNOSUPPORT;
  if (address.size() >= sizeof(target.sun_path)) return ENAMETOOLONG;
  std::memcpy(target.sun_path, address.data(), address.size());
  if (address[0] == '@') target.sun_path[0] = '\0';

  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return errno;
  // An abstract name is as long as the address says: not a byte more, of zeros either.
  const auto length = static_cast<socklen_t>(offsetof(struct sockaddr_un, sun_path) + address.size());
  ssize_t sent;
  do {
    sent = sendto(descriptor, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                  reinterpret_cast<struct sockaddr*>(&target), length);
  } while (sent < 0 && errno == EINTR);
  const int error = sent < 0 ? errno : 0;
  close(descriptor);
  return error;
}

}  // namespace netwake::uv

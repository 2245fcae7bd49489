#include "probe/connect_socket.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace netwake::probe {

bool MakeDestination(int family, const std::string& address, std::uint16_t port,
                     const std::string& interface_name, Destination& destination) {
  destination.interface_name = interface_name;
  if (family == 4) {
    struct sockaddr_in ipv4 = {};
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(port);
    if (inet_pton(AF_INET, address.c_str(), &ipv4.sin_addr) != 1) return false;
    destination.length = sizeof(ipv4);
    std::memcpy(&destination.address, &ipv4, sizeof(ipv4));
    return true;
  }
  struct sockaddr_in6 ipv6 = {};
  ipv6.sin6_family = AF_INET6;
  ipv6.sin6_port = htons(port);
  if (inet_pton(AF_INET6, address.c_str(), &ipv6.sin6_addr) != 1) return false;
  if (IN6_IS_ADDR_LINKLOCAL(&ipv6.sin6_addr)) ipv6.sin6_scope_id = if_nametoindex(interface_name.c_str());
  destination.length = sizeof(ipv6);
  std::memcpy(&destination.address, &ipv6, sizeof(ipv6));
  return true;
}

ConnectSocket::~ConnectSocket() {
  if (descriptor_ >= 0) close(descriptor_);
}

int ConnectSocket::Connect(const Destination& destination) {
  descriptor_ =
      socket(destination.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
  if (descriptor_ < 0) return errno;
  const struct linger reset = {1, 0};
  if (setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)) < 0) return errno;
  const std::string& name = destination.interface_name;
  if (!name.empty() && setsockopt(descriptor_, SOL_SOCKET, SO_BINDTODEVICE, name.c_str(),
                                  static_cast<socklen_t>(name.size() + 1)) < 0) {
    // Before Linux 5.7 it took CAP_NET_RAW, and a sandbox may refuse it still.
    if (errno != EPERM && errno != ENOPROTOOPT) return errno;
    unbound_ = true;
  }
  int result;
  do {
    result = connect(descriptor_, reinterpret_cast<const struct sockaddr*>(&destination.address),
                     destination.length);
  } while (result < 0 && errno == EINTR);
  return result == 0 || errno == EINPROGRESS ? 0 : errno;
}

int ConnectSocket::Outcome() const {
  int error = 0;
  socklen_t length = sizeof(error);
  return getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? errno : error;
}

std::string ConnectSocket::Source() const {
  struct sockaddr_storage local = {};
  socklen_t length = sizeof(local);
  if (getsockname(descriptor_, reinterpret_cast<struct sockaddr*>(&local), &length) < 0) return {};
  char text[INET6_ADDRSTRLEN] = {};
  const void* bytes =
      local.ss_family == AF_INET
          ? static_cast<const void*>(&reinterpret_cast<struct sockaddr_in*>(&local)->sin_addr)
          : static_cast<const void*>(&reinterpret_cast<struct sockaddr_in6*>(&local)->sin6_addr);
  return inet_ntop(local.ss_family, bytes, text, sizeof(text)) == nullptr ? std::string() : std::string(text);
}

}  // namespace netwake::probe

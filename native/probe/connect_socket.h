// One non-blocking TCP connect(2). RAII: closing resets the connection, so that probes leave nothing in
// TIME_WAIT.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

namespace netwake::probe {

struct Destination {
  struct sockaddr_storage address = {};
  socklen_t length = 0;
  std::string interface_name;  // empty: any
};

// Reads a literal address. A link-local IPv6 address takes its scope from the interface. False when it can't
// be read.
bool MakeDestination(int family, const std::string& address, std::uint16_t port,
                     const std::string& interface_name, Destination& destination);

class ConnectSocket {
 public:
  ConnectSocket() = default;
  ~ConnectSocket();
  ConnectSocket(const ConnectSocket&) = delete;
  ConnectSocket& operator=(const ConnectSocket&) = delete;

  // 0: connected or on its way, descriptor() can be polled for writability. Otherwise a positive errno.
  int Connect(const Destination& destination);
  // How the connect ended: 0 or a positive errno.
  int Outcome() const;
  // The local address, empty if there is none.
  std::string Source() const;
  int descriptor() const { return descriptor_; }
  // Whether the system refused to bind it to the interface: it leaves as the routing table says.
  bool unbound() const { return unbound_; }

 private:
  int descriptor_ = -1;
  bool unbound_ = false;
};

}  // namespace netwake::probe

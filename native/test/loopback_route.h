// In the namespace of npm run test:native: a route that leads through loopback and is not local, for as long
// as this lives. The kernel flushes it in silence when loopback is taken down.
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <net/route.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>

#include "netlink/records.h"

namespace netwake::netlink {

class LoopbackRoute {
 public:
  LoopbackRoute() { REQUIRE_MESSAGE(Change(SIOCADDRT) == 0, "run through npm run test:native"); }
  ~LoopbackRoute() { Change(SIOCDELRT); }
  LoopbackRoute(const LoopbackRoute&) = delete;
  LoopbackRoute& operator=(const LoopbackRoute&) = delete;

  static PathQuery Query(std::uint32_t id) {
    PathQuery query;
    query.id = id;
    query.family = AF_INET;
    inet_pton(AF_INET, "198.51.100.1", query.address);
    return query;
  }

 private:
  static struct sockaddr Address(const char* text) {
    struct sockaddr_in internet = {};
    internet.sin_family = AF_INET;
    inet_pton(AF_INET, text, &internet.sin_addr);
    struct sockaddr address = {};
    std::memcpy(&address, &internet, sizeof(address));
    return address;
  }

  static int Change(unsigned long request) {
    char device[] = "lo";
    struct rtentry route = {};
    route.rt_dst = Address("198.51.100.0");
    route.rt_genmask = Address("255.255.255.0");
    route.rt_flags = RTF_UP;
    route.rt_dev = device;
    const int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const int result = ioctl(control, request, &route);
    close(control);
    return result;
  }
};

}  // namespace netwake::netlink

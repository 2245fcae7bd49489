// The reference of the recovery bench: how soon after an interface runs again can a program be connected?
//   connect-epoll NAME ADDRESS PORT
// Prints the lines of listen-epoll, and `connected NANOSECONDS` (CLOCK_MONOTONIC) when a connect(2) begun
// upon `running` has succeeded. A connect that fails is begun afresh, at once but no more than once a
// millisecond; one that hangs is left to hang, as the kernel sends its SYN again. `down` gives up.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>

#include "link_watch.h"

namespace {

constexpr std::int64_t kNanosecondsBetweenTries = 1'000'000;

class Connector {
 public:
  Connector(int poll, const char* address, const char* port) : poll_(poll) {
    const auto number = htons(static_cast<std::uint16_t>(std::atoi(port)));
    if (inet_pton(AF_INET, address, &ipv4_.sin_addr) == 1) {
      ipv4_.sin_family = AF_INET;
      ipv4_.sin_port = number;
    } else if (inet_pton(AF_INET6, address, &ipv6_.sin6_addr) == 1) {
      ipv6_.sin6_family = AF_INET6;
      ipv6_.sin6_port = number;
    } else {
      std::fprintf(stderr, "connect-epoll: %s is no address\n", address);
      std::exit(64);
    }
  }

  int descriptor() const { return descriptor_; }

  void Stop() {
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = -1;
    waiting_ = false;
  }

  void Begin() {
    Stop();
    begun_ = MonotonicNanoseconds();
    const bool is_ipv4 = ipv4_.sin_family == AF_INET;
    descriptor_ = socket(is_ipv4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor_ < 0) Die("socket");
    const struct linger reset = {1, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    const auto* address = is_ipv4 ? reinterpret_cast<const struct sockaddr*>(&ipv4_)
                                  : reinterpret_cast<const struct sockaddr*>(&ipv6_);
    const socklen_t length = is_ipv4 ? sizeof(ipv4_) : sizeof(ipv6_);
    if (connect(descriptor_, address, length) < 0 && errno != EINPROGRESS) return Fail();
    struct epoll_event interest = {};
    interest.events = EPOLLOUT;
    interest.data.fd = descriptor_;
    if (epoll_ctl(poll_, EPOLL_CTL_ADD, descriptor_, &interest) < 0) Die("epoll_ctl");
  }

  // The descriptor is writable or broken: the connect has ended.
  void End() {
    int error = 0;
    socklen_t length = sizeof(error);
    getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) return Fail();
    const std::int64_t now = MonotonicNanoseconds();
    Stop();
    Print("connected", now);
  }

  void RetryIfDue() {
    if (waiting_ && MonotonicNanoseconds() - begun_ >= kNanosecondsBetweenTries) Begin();
  }
  // For epoll_wait(2): it cannot wait for less than a millisecond.
  int timeout_ms() const { return waiting_ ? 1 : -1; }

 private:
  void Fail() {
    Stop();
    waiting_ = true;
  }

  int poll_;
  int descriptor_ = -1;
  bool waiting_ = false;
  std::int64_t begun_ = 0;
  struct sockaddr_in ipv4_ = {};
  struct sockaddr_in6 ipv6_ = {};
};

void ReadAll(LinkWatch& watch, Connector& connector) {
  bool drained = false;
  while (!drained) {
    std::int64_t nanoseconds = 0;
    if (!watch.Read(drained, nanoseconds)) continue;
    // First the connect, then the talk of it.
    watch.running() ? connector.Begin() : connector.Stop();
    Print(watch.running() ? "running" : "down", nanoseconds);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    std::fprintf(stderr, "usage: connect-epoll NAME ADDRESS PORT\n");
    return 64;
  }
  const int poll = epoll_create1(EPOLL_CLOEXEC);
  Connector connector(poll, arguments[2], arguments[3]);
  static LinkWatch watch(arguments[1]);
  struct epoll_event interest = {};
  interest.events = EPOLLIN;
  interest.data.fd = watch.descriptor();
  if (poll < 0 || epoll_ctl(poll, EPOLL_CTL_ADD, watch.descriptor(), &interest) < 0) Die("epoll");
  Print(watch.running() ? "running" : "down", MonotonicNanoseconds());
  for (;;) {
    struct epoll_event events[2] = {};
    const int ready = epoll_wait(poll, events, 2, connector.timeout_ms());
    if (ready < 0 && errno != EINTR) Die("epoll_wait");
    for (int position = 0; position < ready; ++position) {
      const int descriptor = events[position].data.fd;
      if (descriptor == watch.descriptor()) {
        ReadAll(watch, connector);
      } else if (descriptor == connector.descriptor()) {
        connector.End();
      }
    }
    connector.RetryIfDue();
  }
}

// The reference of the latency bench: how soon can any user-space program know that an interface is running?
//   listen-epoll NAME
// Prints `running NANOSECONDS` or `down NANOSECONDS` (CLOCK_MONOTONIC, taken right after the message was
// parsed): once at the start, when it is ready and will miss nothing, then at each change. Ends with its
// stdin's reader or by a signal.
#include <sys/epoll.h>

#include "link_watch.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: listen-epoll NAME\n");
    return 64;
  }
  static LinkWatch watch(arguments[1]);
  const int poll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event interest = {};
  interest.events = EPOLLIN;
  if (poll < 0 || epoll_ctl(poll, EPOLL_CTL_ADD, watch.descriptor(), &interest) < 0) Die("epoll");
  Print(watch.running() ? "running" : "down", MonotonicNanoseconds());
  for (;;) {
    struct epoll_event event = {};
    if (epoll_wait(poll, &event, 1, -1) < 0 && errno != EINTR) Die("epoll_wait");
    bool drained = false;
    while (!drained) {
      std::int64_t nanoseconds = 0;
      if (watch.Read(drained, nanoseconds)) Print(watch.running() ? "running" : "down", nanoseconds);
    }
  }
}

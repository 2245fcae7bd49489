#include "uv/clock_alarm.h"

#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <limits>

namespace netwake::uv {

namespace {

// Readings further apart than this were interrupted, and are made again.
constexpr std::int64_t kLongestReadingNs = 1'000'000;
constexpr int kMostReadings = 8;

std::int64_t Read(clockid_t clock) {
  timespec now = {};
  clock_gettime(clock, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

int OpenClockAlarm() {
  const int descriptor = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (descriptor < 0) return -1;
  // A time that never comes: only that the clock is set ends the wait.
  itimerspec never = {};
  never.it_value.tv_sec = std::numeric_limits<time_t>::max();
  if (timerfd_settime(descriptor, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr) == 0) {
    return descriptor;
  }
  close(descriptor);
  return -1;
}

void AcknowledgeClockAlarm(int descriptor) {
  // ECANCELED, which is the news itself. The timer stays armed.
  std::uint64_t expirations = 0;
  [[maybe_unused]] const ssize_t ignored = read(descriptor, &expirations, sizeof(expirations));
}

double SleptMs() {
  std::int64_t slept = 0;
  for (int reading = 0; reading < kMostReadings; ++reading) {
    const std::int64_t before = Read(CLOCK_MONOTONIC);
    const std::int64_t boot = Read(CLOCK_BOOTTIME);
    const std::int64_t after = Read(CLOCK_MONOTONIC);
    slept = boot - before - (after - before) / 2;
    if (after - before < kLongestReadingNs) break;
  }
  return static_cast<double>(slept) / 1e6;
}

}  // namespace netwake::uv

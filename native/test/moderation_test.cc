#include "uv/moderation.h"

#include <doctest/doctest.h>

namespace netwake::uv {

namespace {

constexpr std::uint64_t kMicrosecond = 1'000;

// Wake-ups of 20 us each, every one this long after the end of the one before.
class Wakeups {
 public:
  bool Next(std::uint64_t quiet, bool told = false) {
    const std::uint64_t began = now_ + quiet;
    now_ = began + 20 * kMicrosecond;
    return moderation_.IsToPause(told, began, now_);
  }
  bool Any(int count, std::uint64_t quiet) {
    bool paused = false;
    for (int index = 0; index < count; ++index) paused |= Next(quiet);
    return paused;
  }
  void Resume(std::uint64_t pause) { moderation_.Resumed(now_ += pause); }

 private:
  Moderation moderation_;
  std::uint64_t now_ = 1'000'000'000;
};

}  // namespace

TEST_SUITE("moderation") {
  TEST_CASE("sixteen wake-ups that follow each other at once and tell nothing are followed by a pause") {
    Wakeups wakeups;
    wakeups.Next(1'000'000 * kMicrosecond);
    CHECK_FALSE(wakeups.Any(15, 10 * kMicrosecond));
    CHECK(wakeups.Next(10 * kMicrosecond));
  }

  TEST_CASE("and so is each one after it, as long as there is something to read when the pause is over") {
    Wakeups wakeups;
    wakeups.Any(17, 10 * kMicrosecond);
    wakeups.Resume(1'000 * kMicrosecond);
    CHECK(wakeups.Next(5 * kMicrosecond));
    wakeups.Resume(1'000 * kMicrosecond);
    CHECK_FALSE(wakeups.Next(5'000 * kMicrosecond));
  }

  TEST_CASE("what somebody is told of ends it") {
    Wakeups wakeups;
    wakeups.Any(17, 10 * kMicrosecond);
    wakeups.Resume(1'000 * kMicrosecond);
    CHECK_FALSE(wakeups.Next(5 * kMicrosecond, true));
    CHECK_FALSE(wakeups.Any(15, 10 * kMicrosecond));
  }

  TEST_CASE("changes that come one by one, a millisecond apart, are never waited with") {
    Wakeups wakeups;
    CHECK_FALSE(wakeups.Any(1'000, 1'000 * kMicrosecond));
  }
}

}  // namespace netwake::uv

// What network cards call interrupt moderation: where wake-ups follow each other without a pause, and nobody
// is told of what they find, the next one waits a little for more to come.
#pragma once

#include <cstdint>

namespace netwake::uv {

class Moderation {
 public:
  // How long the next wake-up then waits: what matters after all is told that much later at most.
  static constexpr std::uint64_t kPauseMs = 1;

  // A wake-up is over; `told` says whether anybody was told of it. True when the next is to wait. All times
  // are nanoseconds of one monotonic clock.
  bool IsToPause(bool told, std::uint64_t began, std::uint64_t ended) {
    const bool at_once = began - listening_since_ < kAtOnce;
    listening_since_ = ended;
    in_a_row_ = told || !at_once ? 0 : in_a_row_ + 1;
    return in_a_row_ >= kMostInARow;
  }
  // The wait is over.
  void Resumed(std::uint64_t now) { listening_since_ = now; }

 private:
  // A rate at which no network changes by itself: thousands of wake-ups a second, of which none mattered.
  static constexpr std::uint64_t kAtOnce = 250'000;
  static constexpr int kMostInARow = 16;

  std::uint64_t listening_since_ = 0;
  int in_a_row_ = 0;
};

}  // namespace netwake::uv

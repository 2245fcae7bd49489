// A descriptor that becomes readable when CLOCK_REALTIME jumps: after a resume, and when the clock is set.
// See timerfd_create(2), TFD_TIMER_CANCEL_ON_SET.
#pragma once

namespace netwake::uv {

// The descriptor, or -1 with errno set.
int OpenClockAlarm();

// Takes the news of a jump, so that the descriptor waits for the next one.
void AcknowledgeClockAlarm(int descriptor);

// Milliseconds that the machine has slept since it booted: CLOCK_BOOTTIME - CLOCK_MONOTONIC.
double SleptMs();

}  // namespace netwake::uv

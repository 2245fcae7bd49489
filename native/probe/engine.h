// Any number of connects on one libuv loop, one timer for all their deadlines.
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "probe/connect_socket.h"

namespace netwake::probe {

struct Outcome {
  std::uint32_t id = 0;
  int error = 0;                  // positive errno, 0: connected
  std::int64_t nanoseconds = -1;  // from connect(2) to the answer; -1: nothing answered
  std::string source;
  bool unbound = false;  // not bound to the interface that was asked for
};

class Engine {
 public:
  using OutcomesCallback = std::function<void(std::vector<Outcome>&)>;
  using ClosedCallback = std::function<void()>;

  // Deletes nothing while a callback runs: `on_outcomes` may start, cancel and close.
  Engine(uv_loop_t* loop, OutcomesCallback on_outcomes);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Never calls back before it has returned, whatever goes wrong.
  std::uint32_t Start(const Destination& destination, std::uint64_t timeout_ms);
  void Cancel(std::uint32_t id);
  void Reference(bool referenced);
  // Gives everything up. `on_closed` is called when libuv has let go of the last handle.
  void Close(ClosedCallback on_closed);

 private:
  struct Probe;
  void Settle(std::uint32_t id, int error);
  void Release(std::uint32_t id);
  void ArmTimer();
  void OnTimer();
  void HandleClosed();

  uv_loop_t* loop_;
  OutcomesCallback on_outcomes_;
  ClosedCallback on_closed_;
  uv_timer_t timer_ = {};
  int open_handles_ = 0;
  bool referenced_ = true;
  bool closing_ = false;
  std::uint32_t next_id_ = 1;
  std::map<std::uint32_t, Probe*> probes_;  // each owned by its handle until the close callback
  std::set<std::pair<std::uint64_t, std::uint32_t>> deadlines_;  // loop time in ms, id
};

}  // namespace netwake::probe

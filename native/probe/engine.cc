#include "probe/engine.h"

#include <cerrno>
#include <ctime>
#include <limits>

namespace netwake::probe {

namespace {

std::int64_t MonotonicNanoseconds() {
  struct timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

struct Engine::Probe {
  Engine* engine = nullptr;
  std::uint32_t id = 0;
  std::unique_ptr<ConnectSocket> socket;
  uv_poll_t poll = {};
  bool polled = false;
  // Of a connect that failed on the spot; told in a later turn.
  int error = 0;
  std::int64_t started = 0;
  std::uint64_t deadline = 0;
};

Engine::Engine(uv_loop_t* loop, OutcomesCallback on_outcomes)
    : loop_(loop), on_outcomes_(std::move(on_outcomes)) {
  uv_timer_init(loop_, &timer_);
  timer_.data = this;
  open_handles_ = 1;
}

Engine::~Engine() = default;

std::uint32_t Engine::Start(const Destination& destination, std::uint64_t timeout_ms) {
  auto* probe = new Probe();
  probe->engine = this;
  probe->id = next_id_;
  next_id_ = next_id_ == std::numeric_limits<std::int32_t>::max() ? 1 : next_id_ + 1;
  probe->socket = std::make_unique<ConnectSocket>();
  uv_update_time(loop_);
  probe->started = MonotonicNanoseconds();
  probe->error = probe->socket->Connect(destination);
  if (probe->error == 0) {
    probe->error = -uv_poll_init(loop_, &probe->poll, probe->socket->descriptor());
    probe->polled = probe->error == 0;
  }
  if (probe->polled) {
    ++open_handles_;
    probe->poll.data = probe;
    if (!referenced_) uv_unref(reinterpret_cast<uv_handle_t*>(&probe->poll));
    uv_poll_start(&probe->poll, UV_WRITABLE, [](uv_poll_t* poll, int, int) {
      auto* ready = static_cast<Probe*>(poll->data);
      ready->engine->Settle(ready->id, ready->socket->Outcome());
    });
  }
  probe->deadline = uv_now(loop_) + (probe->polled ? timeout_ms : 0);
  probes_[probe->id] = probe;
  deadlines_.insert({probe->deadline, probe->id});
  ArmTimer();
  return probe->id;
}

void Engine::Cancel(std::uint32_t id) {
  if (probes_.count(id) == 0) return;
  Release(id);
  ArmTimer();
}

void Engine::Reference(bool referenced) {
  referenced_ = referenced;
  const auto apply = referenced ? uv_ref : uv_unref;
  apply(reinterpret_cast<uv_handle_t*>(&timer_));
  for (const auto& [id, probe] : probes_) {
    if (probe->polled) apply(reinterpret_cast<uv_handle_t*>(&probe->poll));
  }
}

void Engine::Close(ClosedCallback on_closed) {
  if (closing_) return;
  closing_ = true;
  on_closed_ = std::move(on_closed);
  while (!probes_.empty()) Release(probes_.begin()->first);
  uv_timer_stop(&timer_);
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_),
           [](uv_handle_t* handle) { static_cast<Engine*>(handle->data)->HandleClosed(); });
}

// The connect ended by itself.
void Engine::Settle(std::uint32_t id, int error) {
  Probe* probe = probes_[id];
  std::vector<Outcome> outcomes(1);
  outcomes[0] = {id, error, -1, probe->socket->Source(), probe->socket->unbound()};
  // A refusal is an answer, and took a round trip as well.
  if (error == 0 || error == ECONNREFUSED) outcomes[0].nanoseconds = MonotonicNanoseconds() - probe->started;
  Release(id);
  ArmTimer();
  on_outcomes_(outcomes);
}

// Closes the descriptor at once; the memory goes when libuv has let go of the handle.
void Engine::Release(std::uint32_t id) {
  const auto entry = probes_.find(id);
  Probe* probe = entry->second;
  probes_.erase(entry);
  deadlines_.erase({probe->deadline, id});
  if (!probe->polled) {
    delete probe;
    return;
  }
  uv_poll_stop(&probe->poll);
  probe->socket.reset();
  uv_close(reinterpret_cast<uv_handle_t*>(&probe->poll), [](uv_handle_t* handle) {
    auto* closed = static_cast<Probe*>(handle->data);
    Engine* engine = closed->engine;
    delete closed;
    engine->HandleClosed();
  });
}

void Engine::ArmTimer() {
  if (deadlines_.empty()) {
    uv_timer_stop(&timer_);
    return;
  }
  const std::uint64_t now = uv_now(loop_);
  const std::uint64_t deadline = deadlines_.begin()->first;
  uv_timer_start(
      &timer_, [](uv_timer_t* timer) { static_cast<Engine*>(timer->data)->OnTimer(); },
      deadline > now ? deadline - now : 0, 0);
}

// Everything that is due goes in one call.
void Engine::OnTimer() {
  std::vector<Outcome> outcomes;
  const std::uint64_t now = uv_now(loop_);
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    const std::uint32_t id = deadlines_.begin()->second;
    Probe* probe = probes_[id];
    const bool failed_at_once = !probe->polled;
    Outcome outcome{id, failed_at_once ? probe->error : ETIMEDOUT, -1, {}, probe->socket->unbound()};
    if (outcome.error == ECONNREFUSED) outcome.nanoseconds = 0;
    if (!failed_at_once) outcome.source = probe->socket->Source();
    outcomes.push_back(std::move(outcome));
    Release(id);
  }
  ArmTimer();
  if (!outcomes.empty()) on_outcomes_(outcomes);
}

void Engine::HandleClosed() {
  if (--open_handles_ == 0 && closing_) on_closed_();
}

}  // namespace netwake::probe

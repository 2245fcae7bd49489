#include "addon/netlink_handle.h"

#include <utility>

#include "addon/values.h"

namespace netwake::addon {

namespace {

// What one turn of the loop reads at most: a storm must not keep timers and other sockets waiting. The poll
// is level triggered, so the rest comes in the next turn.
constexpr std::size_t kDatagramsPerTurn = 64;

// What is asked for later is no reason to wake up more often than this.
constexpr std::uint64_t kPostponedMs = 5;

// More than the buffer holds: whoever asks for all that is pending is kept by no storm either.
constexpr int kTurnsPerDrain = 16;

}  // namespace

NetlinkHandle::NetlinkHandle(Napi::Env env, std::unique_ptr<netlink::EventSource> source,
                             Napi::Uint32Array block, Napi::Function on_batch, Napi::Function on_failure)
    : HandleOwner(env, "netwake:netlink"), source_(std::move(source)), packed_(block) {
  napi_create_reference(env, on_batch, 1, &on_batch_);
  napi_create_reference(env, on_failure, 1, &on_failure_);
  uv_poll_init(loop(), &poll_, source_->descriptor());
  poll_.data = this;
  Opened();
  uv_timer_init(loop(), &postponed_);
  postponed_.data = this;
  // Nothing that a process has to live on for.
  uv_unref(reinterpret_cast<uv_handle_t*>(&postponed_));
  Opened();
  uv_timer_init(loop(), &pause_);
  pause_.data = this;
  Opened();
}

int NetlinkHandle::Start() { return uv_poll_start(&poll_, polled_, OnReadable); }

void NetlinkHandle::Ref(bool referenced) {
  if (closing()) return;
  // The one stands in for the other.
  for (auto* handle : {reinterpret_cast<uv_handle_t*>(&poll_), reinterpret_cast<uv_handle_t*>(&pause_)}) {
    referenced ? uv_ref(handle) : uv_unref(handle);
  }
}

void NetlinkHandle::WatchPaths(std::span<const netlink::PathQuery> queries) {
  source_->WatchPaths(queries, batch_);
  DeliverToCaller();
}

void NetlinkHandle::WatchAside(std::span<const netlink::PathQuery> added,
                               std::span<const std::uint32_t> removed) {
  source_->WatchAside(added, removed, batch_);
  // What was kept can wait where there is no answer that it may bear upon.
  if (!batch_.empty()) DeliverToCaller();
}

void NetlinkHandle::Drain() {
  ReadResult result;
  int turns = 0;
  do {
    result = source_->Read(batch_, kDatagramsPerTurn);
  } while (result != ReadResult::kDrained && result != ReadResult::kFailed && ++turns < kTurnsPerDrain);
  PollAfter(result, false);
  source_->AskPostponed(batch_);
  DeliverToCaller();
  if (!closing() && result == ReadResult::kFailed) Fail();
}

void NetlinkHandle::Attend(std::optional<std::vector<std::uint32_t>> interfaces, bool details) {
  backlog_.Attend(std::move(interfaces), details);
  DeliverToCaller();
}

void NetlinkHandle::Record(bool recording) {
  source_->AskPostponed(batch_);
  DeliverToCaller();
  if (!closing()) source_->Record(recording);
}

void NetlinkHandle::OnReadable(uv_poll_t* poll, int status, int) {
  auto* self = static_cast<NetlinkHandle*>(poll->data);
  const std::uint64_t began = uv_hrtime();
  self->source_->CountWakeup();
  const ReadResult result = self->source_->Read(self->batch_, kDatagramsPerTurn);
  self->PollAfter(result, status < 0);
  if (self->source_->ask_postponed()) self->AskLater();
  const bool told = self->DeliverToLoop();
  if (self->closing()) return;
  if (result == ReadResult::kFailed) self->Fail();
  // While something is made good for there is more to come that matters.
  const bool pause = self->moderation_.IsToPause(told || self->source_->catching_up(), began, uv_hrtime());
  if (pause && result == ReadResult::kDrained) self->Pause();
}

void NetlinkHandle::Pause() {
  uv_poll_stop(&poll_);
  const auto resume = [](uv_timer_t* timer) {
    auto* self = static_cast<NetlinkHandle*>(timer->data);
    self->moderation_.Resumed(uv_hrtime());
    self->Start();
  };
  uv_timer_start(&pause_, resume, uv::Moderation::kPauseMs, 0);
}

// The socket can always be written to: polled for that too, the next turn of the loop calls, readable or not.
// An overflow raises EPOLLERR, on which libuv stops the handle: left so, the source is deaf for good.
void NetlinkHandle::PollAfter(ReadResult result, bool stopped) {
  if (result == ReadResult::kFailed) return;
  const int polled = result == ReadResult::kUnasked ? UV_READABLE | UV_WRITABLE : UV_READABLE;
  if (polled == polled_ && !stopped) return;
  polled_ = polled;
  Start();
}

void NetlinkHandle::AskLater() {
  if (uv_is_active(reinterpret_cast<uv_handle_t*>(&postponed_)) != 0) return;
  const auto ask = [](uv_timer_t* timer) {
    auto* self = static_cast<NetlinkHandle*>(timer->data);
    self->source_->AskPostponed(self->batch_);
    self->DeliverToLoop();
  };
  uv_timer_start(&postponed_, ask, kPostponedMs, 0);
}

// False when JavaScript can't be called any more.
bool NetlinkHandle::TakeBatch(napi_value (&arguments)[PackedBatch::kArguments]) {
  packed_.Pack(batch_);
  // Emptied before JavaScript runs: it may ask for more.
  batch_.clear();
  return packed_.Arguments(env(), arguments);
}

bool NetlinkHandle::DeliverToLoop() {
  // A recording replays what each wake-up leads to: nothing is kept from it.
  if (source_->recording()) {
    backlog_.Release(batch_);
  } else {
    backlog_.Pass(batch_, source_->catching_up());
  }
  // What is recorded is told also when it changes nothing.
  if (batch_.empty() && !source_->has_tape()) return false;
  Napi::HandleScope scope(env());
  napi_value arguments[PackedBatch::kArguments];
  if (TakeBatch(arguments)) Call(on_batch_, arguments);
  return true;
}

// On a JavaScript stack already: an exception belongs to the caller.
void NetlinkHandle::DeliverToCaller() {
  backlog_.Release(batch_);
  if (batch_.empty() && !source_->has_tape()) return;
  Napi::HandleScope scope(env());
  napi_value callee = nullptr, receiver = nullptr, result = nullptr;
  napi_value arguments[PackedBatch::kArguments];
  if (!TakeBatch(arguments)) return;
  napi_get_reference_value(env(), on_batch_, &callee);
  napi_get_global(env(), &receiver);
  napi_call_function(env(), receiver, callee, PackedBatch::kArguments, arguments, &result);
}

void NetlinkHandle::Fail() {
  uv_poll_stop(&poll_);
  uv_timer_stop(&pause_);
  Napi::HandleScope scope(env());
  const netlink::Failure failure = source_->failure();
  const napi_value arguments[] = {SystemError(env(), failure.syscall, failure.error).Value()};
  Call(on_failure_, arguments);
}

void NetlinkHandle::OnClose() {
  uv_poll_stop(&poll_);
  uv_timer_stop(&postponed_);
  uv_timer_stop(&pause_);
  source_.reset();
  const auto closed = [](uv_handle_t* handle) { static_cast<NetlinkHandle*>(handle->data)->Closed(); };
  CloseHandle(reinterpret_cast<uv_handle_t*>(&poll_), closed);
  CloseHandle(reinterpret_cast<uv_handle_t*>(&postponed_), closed);
  CloseHandle(reinterpret_cast<uv_handle_t*>(&pause_), closed);
}

void NetlinkHandle::OnClosed() {
  napi_delete_reference(env(), on_batch_);
  napi_delete_reference(env(), on_failure_);
}

}  // namespace netwake::addon

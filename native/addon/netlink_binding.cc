#include "addon/netlink_binding.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "addon/packed_batch.h"
#include "addon/records.h"
#include "addon/tape_values.h"
#include "addon/values.h"
#include "netlink/backlog.h"
#include "netlink/event_source.h"
#include "netlink/statistics.h"
#include "uv/handle_owner.h"

namespace netwake::addon {

namespace {

// What one turn of the loop reads at most: a storm must not keep timers and other sockets waiting. The poll
// is level triggered, so the rest comes in the next turn.
constexpr std::size_t kDatagramsPerTurn = 64;

class NetlinkHandle final : public uv::HandleOwner {
 public:
  NetlinkHandle(Napi::Env env, std::unique_ptr<netlink::EventSource> source, Napi::Uint32Array block,
                Napi::Function on_batch, Napi::Function on_failure)
      : HandleOwner(env, "netwake:netlink"), source_(std::move(source)), packed_(block) {
    napi_create_reference(env, on_batch, 1, &on_batch_);
    napi_create_reference(env, on_failure, 1, &on_failure_);
    uv_poll_init(loop(), &poll_, source_->descriptor());
    poll_.data = this;
    Opened();
  }

  int Start() { return uv_poll_start(&poll_, UV_READABLE, OnReadable); }
  void Ref(bool referenced) {
    if (closing()) return;
    auto* handle = reinterpret_cast<uv_handle_t*>(&poll_);
    referenced ? uv_ref(handle) : uv_unref(handle);
  }

  void WatchPaths(std::span<const netlink::PathQuery> queries) {
    source_->WatchPaths(queries, batch_);
    DeliverToCaller();
  }

  // Reads everything that is pending, however much it is: the caller asked for the truth.
  void Drain() {
    netlink::EventSource::ReadResult result;
    do {
      result = source_->Read(batch_, kDatagramsPerTurn);
    } while (result == netlink::EventSource::ReadResult::kMore);
    DeliverToCaller();
    if (!closing() && result == netlink::EventSource::ReadResult::kFailed) Fail();
  }

  // What was kept may have become what is waited for.
  void Attend(std::optional<std::vector<std::uint32_t>> interfaces, bool details) {
    backlog_.Attend(std::move(interfaces), details);
    DeliverToCaller();
  }

  // Tells what was kept, without a look at what is pending.
  void Flush() { DeliverToCaller(); }

  netlink::EventSource* source() { return source_.get(); }

 private:
  static void OnReadable(uv_poll_t* poll, int status, int) {
    auto* self = static_cast<NetlinkHandle*>(poll->data);
    self->source_->CountWakeup();
    const auto result = self->source_->Read(self->batch_, kDatagramsPerTurn);
    // An overflow raises EPOLLERR, on which libuv stops the handle: without this the source is deaf for good.
    if (status < 0 && result != netlink::EventSource::ReadResult::kFailed) self->Start();
    // A recording replays what each wake-up leads to: nothing is kept from it.
    if (self->source_->recording()) {
      self->backlog_.Release(self->batch_);
    } else {
      self->backlog_.Pass(self->batch_, self->source_->catching_up());
    }
    // What is recorded is told also when it changes nothing.
    if (!self->batch_.empty() || self->source_->has_tape()) {
      Napi::HandleScope scope(self->env());
      napi_value arguments[PackedBatch::kArguments];
      if (self->TakeBatch(arguments)) self->Call(self->on_batch_, arguments);
    }
    if (!self->closing() && result == netlink::EventSource::ReadResult::kFailed) self->Fail();
  }

  // False when JavaScript can't be called any more.
  bool TakeBatch(napi_value (&arguments)[PackedBatch::kArguments]) {
    packed_.Pack(batch_);
    // Emptied before JavaScript runs: it may ask for more.
    batch_.clear();
    return packed_.Arguments(env(), arguments);
  }

  // On a JavaScript stack already: an exception belongs to the caller.
  void DeliverToCaller() {
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

  void Fail() {
    uv_poll_stop(&poll_);
    Napi::HandleScope scope(env());
    const netlink::Failure failure = source_->failure();
    const napi_value arguments[] = {SystemError(env(), failure.syscall, failure.error).Value()};
    Call(on_failure_, arguments);
  }

  void OnClose() override {
    uv_poll_stop(&poll_);
    source_.reset();
    CloseHandle(reinterpret_cast<uv_handle_t*>(&poll_),
                [](uv_handle_t* handle) { static_cast<NetlinkHandle*>(handle->data)->Closed(); });
  }

  void OnClosed() override {
    napi_delete_reference(env(), on_batch_);
    napi_delete_reference(env(), on_failure_);
  }

  uv_poll_t poll_ = {};
  std::unique_ptr<netlink::EventSource> source_;
  netlink::Batch batch_;
  netlink::Backlog backlog_;
  PackedBatch packed_;
  napi_ref on_batch_ = nullptr;
  napi_ref on_failure_ = nullptr;
};

class NetlinkSource final : public Napi::ObjectWrap<NetlinkSource> {
 public:
  explicit NetlinkSource(const Napi::CallbackInfo& info) : Napi::ObjectWrap<NetlinkSource>(info) {
    if (info.Length() < 4 || !info[0].IsObject() || !IsBlock(info[1]) || !info[2].IsFunction() ||
        !info[3].IsFunction()) {
      Napi::TypeError::New(info.Env(), "NetlinkSource takes options, a block, onBatch and onFailure")
          .ThrowAsJavaScriptException();
      return;
    }
    netlink::Failure failure;
    auto source = netlink::EventSource::Open(ToOptions(info[0].As<Napi::Object>()), failure);
    if (source == nullptr) {
      SystemError(info.Env(), failure.syscall, failure.error).ThrowAsJavaScriptException();
      return;
    }
    owner_ = new NetlinkHandle(info.Env(), std::move(source), info[1].As<Napi::Uint32Array>(),
                               info[2].As<Napi::Function>(), info[3].As<Napi::Function>());
    owner_->Attach(&owner_);
  }

  ~NetlinkSource() override {
    if (owner_ == nullptr) return;
    owner_->Detach();
    owner_->Close();
  }

  void Start(const Napi::CallbackInfo& info) {
    NetlinkHandle* handle = Live();
    const int status = handle == nullptr ? UV_EBADF : handle->Start();
    if (status < 0) SystemError(info.Env(), "uv_poll_start", -status).ThrowAsJavaScriptException();
  }

  void WatchPaths(const Napi::CallbackInfo& info) {
    std::vector<netlink::PathQuery> queries;
    if (!FromArray(info.Env(), info[0], queries)) return;
    if (NetlinkHandle* handle = Live()) handle->WatchPaths(queries);
  }

  void Attend(const Napi::CallbackInfo& info) {
    std::optional<std::vector<std::uint32_t>> interfaces;
    bool details = true;
    if (!ToIndexes(info.Env(), info[0], interfaces)) return;
    napi_get_value_bool(info.Env(), info[1], &details);
    if (NetlinkHandle* handle = Live()) handle->Attend(std::move(interfaces), details);
  }

  void Flush(const Napi::CallbackInfo&) {
    if (NetlinkHandle* handle = Live()) handle->Flush();
  }

  void Audit(const Napi::CallbackInfo& info) {
    NetlinkHandle* handle = Live();
    const netlink::Failure failure = handle == nullptr ? netlink::Failure{} : handle->source()->Audit();
    if (failure) SystemError(info.Env(), failure.syscall, failure.error).ThrowAsJavaScriptException();
  }

  void Drain(const Napi::CallbackInfo&) {
    if (NetlinkHandle* handle = Live()) handle->Drain();
  }

  void Record(const Napi::CallbackInfo& info) {
    if (NetlinkHandle* handle = Live()) handle->source()->Record(info[0].ToBoolean());
  }

  Napi::Value TakeTape(const Napi::CallbackInfo& info) {
    NetlinkHandle* handle = Live();
    return ToArray(info.Env(), handle == nullptr ? netlink::Tape{} : handle->source()->TakeTape());
  }

  Napi::Value View(const Napi::CallbackInfo& info) {
    NetlinkHandle* handle = Live();
    const auto view = handle == nullptr ? std::nullopt : handle->source()->View();
    return view ? ToObject(info.Env(), *view) : info.Env().Null();
  }

  Napi::Value Counters(const Napi::CallbackInfo& info) {
    if (NetlinkHandle* handle = Live()) last_counters_ = handle->source()->counters();
    return ToObject(info.Env(), last_counters_);
  }

  void Ref(const Napi::CallbackInfo&) {
    if (NetlinkHandle* handle = Live()) handle->Ref(true);
  }

  void Unref(const Napi::CallbackInfo&) {
    if (NetlinkHandle* handle = Live()) handle->Ref(false);
  }

  void Close(const Napi::CallbackInfo&) {
    NetlinkHandle* handle = Live();
    if (handle == nullptr) return;
    last_counters_ = handle->source()->counters();
    handle->Close();
  }

 private:
  static netlink::EventSourceOptions ToOptions(Napi::Object object) {
    netlink::EventSourceOptions options;
    const Napi::Value bytes = object.Get("receiveBufferBytes");
    if (bytes.IsNumber()) options.receive_buffer_bytes = bytes.As<Napi::Number>().Uint32Value();
    options.selection = netlink::Selection(ToTexts(object.Get("preferredInterfaces")),
                                           ToTexts(object.Get("ignoreInterfaces")));
    return options;
  }

  static bool IsBlock(const Napi::Value& value) {
    return value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_uint32_array;
  }

  NetlinkHandle* Live() const {
    return owner_ == nullptr || owner_->closing() ? nullptr : static_cast<NetlinkHandle*>(owner_);
  }

  uv::HandleOwner* owner_ = nullptr;
  netlink::Counters last_counters_;
};

Napi::Value ReadStatistics(const Napi::CallbackInfo& info) {
  std::vector<netlink::InterfaceStatistics> rows;
  if (const netlink::Failure failure = netlink::DumpStatistics(rows)) {
    SystemError(info.Env(), failure.syscall, failure.error).ThrowAsJavaScriptException();
    return info.Env().Undefined();
  }
  Napi::Array list = Napi::Array::New(info.Env(), rows.size());
  for (std::uint32_t position = 0; position < rows.size(); ++position) {
    list.Set(position, ToObject(info.Env(), rows[position]));
  }
  return list;
}

}  // namespace

Napi::Function DefineReadStatistics(Napi::Env env) {
  return Napi::Function::New(env, ReadStatistics, "readStatistics");
}

Napi::Function DefineNetlinkSource(Napi::Env env) {
  return NetlinkSource::DefineClass(
      env, "NetlinkSource",
      {
          NetlinkSource::InstanceMethod("start", &NetlinkSource::Start),
          NetlinkSource::InstanceMethod("watchPaths", &NetlinkSource::WatchPaths),
          NetlinkSource::InstanceMethod("attend", &NetlinkSource::Attend),
          NetlinkSource::InstanceMethod("flush", &NetlinkSource::Flush),
          NetlinkSource::InstanceMethod("audit", &NetlinkSource::Audit),
          NetlinkSource::InstanceMethod("drain", &NetlinkSource::Drain),
          NetlinkSource::InstanceMethod("record", &NetlinkSource::Record),
          NetlinkSource::InstanceMethod("takeTape", &NetlinkSource::TakeTape),
          NetlinkSource::InstanceMethod("view", &NetlinkSource::View),
          NetlinkSource::InstanceMethod("counters", &NetlinkSource::Counters),
          NetlinkSource::InstanceMethod("ref", &NetlinkSource::Ref),
          NetlinkSource::InstanceMethod("unref", &NetlinkSource::Unref),
          NetlinkSource::InstanceMethod("close", &NetlinkSource::Close),
      });
}

}  // namespace netwake::addon

#include "addon/netlink_binding.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "addon/netlink_handle.h"
#include "addon/records.h"
#include "addon/tape_values.h"
#include "addon/values.h"
#include "netlink/event_source.h"
#include "netlink/statistics.h"

namespace netwake::addon {

namespace {

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

  void WatchAside(const Napi::CallbackInfo& info) {
    std::vector<netlink::PathQuery> added;
    std::optional<std::vector<std::uint32_t>> removed(std::in_place);
    if (!FromArray(info.Env(), info[0], added) || !ToIndexes(info.Env(), info[1], removed)) return;
    if (NetlinkHandle* handle = Live()) handle->WatchAside(added, *removed);
  }

  Napi::Value HasRoute(const Napi::CallbackInfo& info) {
    const Napi::Array list = Napi::Array::New(info.Env(), 1);
    list.Set(std::uint32_t{0}, info[0]);
    std::vector<netlink::PathQuery> queries;
    if (!FromArray(info.Env(), list, queries)) return info.Env().Undefined();
    NetlinkHandle* handle = Live();
    return Napi::Boolean::New(info.Env(), handle != nullptr && handle->source()->HasRoute(queries.front()));
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
    if (NetlinkHandle* handle = Live()) handle->Record(info[0].ToBoolean());
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
          NetlinkSource::InstanceMethod("watchAside", &NetlinkSource::WatchAside),
          NetlinkSource::InstanceMethod("hasRoute", &NetlinkSource::HasRoute),
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

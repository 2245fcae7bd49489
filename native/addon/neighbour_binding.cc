#include "addon/neighbour_binding.h"

#include <cstring>
#include <utility>
#include <vector>

#include "addon/neighbour_handle.h"
#include "addon/records.h"
#include "addon/values.h"

namespace netwake::addon {

namespace {

class NeighbourWatch final : public Napi::ObjectWrap<NeighbourWatch> {
 public:
  explicit NeighbourWatch(const Napi::CallbackInfo& info) : Napi::ObjectWrap<NeighbourWatch>(info) {
    if (info.Length() < 1 || !info[0].IsFunction()) {
      Napi::TypeError::New(info.Env(), "NeighbourWatch takes a function").ThrowAsJavaScriptException();
      return;
    }
    netlink::Failure failure;
    auto watch = netlink::NeighbourWatch::Open(failure);
    if (watch == nullptr) {
      SystemError(info.Env(), failure.syscall, failure.error).ThrowAsJavaScriptException();
      return;
    }
    owner_ = new NeighbourHandle(info.Env(), std::move(watch), info[0].As<Napi::Function>());
    owner_->Attach(&owner_);
  }

  ~NeighbourWatch() override {
    if (owner_ == nullptr) return;
    owner_->Detach();
    owner_->Close();
  }

  void Watch(const Napi::CallbackInfo& info) {
    std::vector<netlink::Neighbour> neighbours;
    if (!FromArray(info.Env(), info[0], neighbours)) return;
    if (NeighbourHandle* handle = Live()) handle->watch()->Watch(std::move(neighbours));
  }

  Napi::Value Counters(const Napi::CallbackInfo& info) {
    if (NeighbourHandle* handle = Live()) last_counters_ = handle->watch()->counters();
    Napi::Object object = Napi::Object::New(info.Env());
    Set(object, "messages", static_cast<double>(last_counters_.messages));
    Set(object, "wakeups", static_cast<double>(last_counters_.wakeups));
    return object;
  }

  void Close(const Napi::CallbackInfo&) {
    NeighbourHandle* handle = Live();
    if (handle == nullptr) return;
    last_counters_ = handle->watch()->counters();
    handle->Close();
  }

 private:
  NeighbourHandle* Live() const {
    return owner_ == nullptr || owner_->closing() ? nullptr : static_cast<NeighbourHandle*>(owner_);
  }

  uv::HandleOwner* owner_ = nullptr;
  netlink::NeighbourCounters last_counters_;
};

}  // namespace

Napi::Function DefineNeighbourWatch(Napi::Env env) {
  return NeighbourWatch::DefineClass(
      env, "NeighbourWatch",
      {
          NeighbourWatch::InstanceMethod("watch", &NeighbourWatch::Watch),
          NeighbourWatch::InstanceMethod("counters", &NeighbourWatch::Counters),
          NeighbourWatch::InstanceMethod("close", &NeighbourWatch::Close),
      });
}

}  // namespace netwake::addon

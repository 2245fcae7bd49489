#include "addon/clock_binding.h"

#include <unistd.h>

#include <cerrno>

#include "addon/values.h"
#include "uv/clock_alarm.h"
#include "uv/handle_owner.h"

namespace netwake::addon {

namespace {

// Polls the alarm on the loop of its environment. It never keeps the loop alive.
class ClockHandle final : public uv::HandleOwner {
 public:
  ClockHandle(Napi::Env env, int alarm, Napi::Function on_jump)
      : HandleOwner(env, "netwake:clock"), alarm_(alarm) {
    napi_create_reference(env, on_jump, 1, &on_jump_);
    uv_poll_init(loop(), &poll_, alarm_);
    poll_.data = this;
    Opened();
    uv_unref(reinterpret_cast<uv_handle_t*>(&poll_));
    uv_poll_start(&poll_, UV_READABLE, OnReadable);
  }

 private:
  static void OnReadable(uv_poll_t* poll, int status, int) {
    auto* self = static_cast<ClockHandle*>(poll->data);
    uv::AcknowledgeClockAlarm(self->alarm_);
    {
      Napi::HandleScope scope(self->env());
      self->Call(self->on_jump_, {});
    }
    // libuv has stopped the handle on an error.
    if (status < 0 && !self->closing()) uv_poll_start(poll, UV_READABLE, OnReadable);
  }

  void OnClose() override {
    uv_poll_stop(&poll_);
    close(alarm_);
    CloseHandle(reinterpret_cast<uv_handle_t*>(&poll_),
                [](uv_handle_t* handle) { static_cast<ClockHandle*>(handle->data)->Closed(); });
  }

  void OnClosed() override { napi_delete_reference(env(), on_jump_); }

  uv_poll_t poll_ = {};
  int alarm_;
  napi_ref on_jump_ = nullptr;
};

class ClockWatch final : public Napi::ObjectWrap<ClockWatch> {
 public:
  explicit ClockWatch(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ClockWatch>(info) {
    if (info.Length() < 1 || !info[0].IsFunction()) {
      Napi::TypeError::New(info.Env(), "ClockWatch takes a function").ThrowAsJavaScriptException();
      return;
    }
    const int alarm = uv::OpenClockAlarm();
    if (alarm < 0) {
      SystemError(info.Env(), "timerfd_settime", errno).ThrowAsJavaScriptException();
      return;
    }
    owner_ = new ClockHandle(info.Env(), alarm, info[0].As<Napi::Function>());
    owner_->Attach(&owner_);
  }

  ~ClockWatch() override {
    if (owner_ == nullptr) return;
    owner_->Detach();
    owner_->Close();
  }

  void Close(const Napi::CallbackInfo&) {
    if (owner_ != nullptr) owner_->Close();
  }

 private:
  uv::HandleOwner* owner_ = nullptr;
};

Napi::Value SleptMs(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), uv::SleptMs()); }

}  // namespace

Napi::Function DefineSleptMs(Napi::Env env) { return Napi::Function::New(env, SleptMs, "sleptMs"); }

Napi::Function DefineClockWatch(Napi::Env env) {
  return ClockWatch::DefineClass(env, "ClockWatch",
                                 {ClockWatch::InstanceMethod("close", &ClockWatch::Close)});
}

}  // namespace netwake::addon

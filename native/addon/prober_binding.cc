#include "addon/prober_binding.h"

#include "addon/values.h"
#include "probe/engine.h"
#include "uv/handle_owner.h"

namespace netwake::addon {

namespace {

Napi::Object ToObject(Napi::Env env, const probe::Outcome& outcome) {
  Napi::Object object = Napi::Object::New(env);
  Set(object, "id", static_cast<double>(outcome.id));
  SetOrNull(object, "error", outcome.error == 0 ? std::string() : ErrnoName(outcome.error));
  if (outcome.nanoseconds < 0) {
    object.Set("rttMs", env.Null());
  } else {
    Set(object, "rttMs", static_cast<double>(outcome.nanoseconds) / 1e6);
  }
  SetOrNull(object, "source", outcome.source);
  if (outcome.unbound) object.Set("unbound", Napi::Boolean::New(env, true));
  return object;
}

class ProberHandle final : public uv::HandleOwner {
 public:
  ProberHandle(Napi::Env env, Napi::Function on_outcomes)
      : HandleOwner(env, "netwake:probe"), engine_(loop(), [this](auto& outcomes) { Deliver(outcomes); }) {
    napi_create_reference(env, on_outcomes, 1, &on_outcomes_);
    // The engine counts its handles itself; towards the owner it is one.
    Opened();
  }

  probe::Engine& engine() { return engine_; }

 private:
  void Deliver(const std::vector<probe::Outcome>& outcomes) {
    Napi::HandleScope scope(env());
    Napi::Array list = Napi::Array::New(env(), outcomes.size());
    for (std::uint32_t position = 0; position < outcomes.size(); ++position) {
      list.Set(position, ToObject(env(), outcomes[position]));
    }
    const napi_value arguments[] = {list};
    Call(on_outcomes_, arguments);
  }

  void OnClose() override {
    engine_.Close([this] { Closed(); });
  }

  void OnClosed() override { napi_delete_reference(env(), on_outcomes_); }

  probe::Engine engine_;
  napi_ref on_outcomes_ = nullptr;
};

class Prober final : public Napi::ObjectWrap<Prober> {
 public:
  explicit Prober(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Prober>(info) {
    if (info.Length() < 1 || !info[0].IsFunction()) {
      Napi::TypeError::New(info.Env(), "Prober takes a function").ThrowAsJavaScriptException();
      return;
    }
    owner_ = new ProberHandle(info.Env(), info[0].As<Napi::Function>());
    owner_->Attach(&owner_);
  }

  ~Prober() override {
    if (owner_ == nullptr) return;
    owner_->Detach();
    owner_->Close();
  }

  Napi::Value Connect(const Napi::CallbackInfo& info) {
    probe::Destination destination;
    ProberHandle* handle = Live();
    if (!ReadDestination(info, destination)) {
      Napi::TypeError::New(info.Env(), "connect takes family, literal address, port, timeoutMs and interface")
          .ThrowAsJavaScriptException();
      return info.Env().Undefined();
    }
    if (handle == nullptr) {
      SystemError(info.Env(), "connect", EBADF).ThrowAsJavaScriptException();
      return info.Env().Undefined();
    }
    const double timeout_ms = info[3].As<Napi::Number>().DoubleValue();
    return Napi::Number::New(info.Env(),
                             handle->engine().Start(destination, static_cast<std::uint64_t>(timeout_ms)));
  }

  void Cancel(const Napi::CallbackInfo& info) {
    ProberHandle* handle = Live();
    if (handle != nullptr && info[0].IsNumber())
      handle->engine().Cancel(info[0].As<Napi::Number>().Uint32Value());
  }

  void Ref(const Napi::CallbackInfo&) {
    if (ProberHandle* handle = Live()) handle->engine().Reference(true);
  }

  void Unref(const Napi::CallbackInfo&) {
    if (ProberHandle* handle = Live()) handle->engine().Reference(false);
  }

  void Close(const Napi::CallbackInfo&) {
    if (ProberHandle* handle = Live()) handle->Close();
  }

 private:
  static bool ReadDestination(const Napi::CallbackInfo& info, probe::Destination& destination) {
    if (!info[0].IsNumber() || !info[1].IsString() || !info[2].IsNumber() || !info[3].IsNumber())
      return false;
    if (!info[4].IsString() && !info[4].IsNull()) return false;
    const int family = info[0].As<Napi::Number>().Int32Value();
    const double port = info[2].As<Napi::Number>().DoubleValue();
    const double timeout_ms = info[3].As<Napi::Number>().DoubleValue();
    // Written so that NaN fails as well.
    if ((family != 4 && family != 6) || !(port >= 1 && port <= 65'535)) return false;
    if (!(timeout_ms >= 0 && timeout_ms <= 2'147'483'647)) return false;
    const std::string name = info[4].IsString() ? info[4].As<Napi::String>().Utf8Value() : std::string();
    return probe::MakeDestination(family, info[1].As<Napi::String>().Utf8Value(),
                                  static_cast<std::uint16_t>(port), name, destination);
  }

  ProberHandle* Live() const {
    return owner_ == nullptr || owner_->closing() ? nullptr : static_cast<ProberHandle*>(owner_);
  }

  uv::HandleOwner* owner_ = nullptr;
};

}  // namespace

Napi::Function DefineProber(Napi::Env env) {
  return Prober::DefineClass(env, "Prober",
                             {
                                 Prober::InstanceMethod("connect", &Prober::Connect),
                                 Prober::InstanceMethod("cancel", &Prober::Cancel),
                                 Prober::InstanceMethod("ref", &Prober::Ref),
                                 Prober::InstanceMethod("unref", &Prober::Unref),
                                 Prober::InstanceMethod("close", &Prober::Close),
                             });
}

}  // namespace netwake::addon

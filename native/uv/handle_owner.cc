#include "uv/handle_owner.h"

namespace netwake::uv {

HandleOwner::HandleOwner(Napi::Env env, const char* resource_name) : env_(env) {
  napi_get_uv_event_loop(env, &loop_);
  Napi::HandleScope scope(env);
  napi_async_init(env, nullptr, Napi::String::New(env, resource_name), &context_);
  napi_add_async_cleanup_hook(
      env, [](napi_async_cleanup_hook_handle, void* owner) { static_cast<HandleOwner*>(owner)->Close(); },
      this, &hook_);
}

HandleOwner::~HandleOwner() = default;

void HandleOwner::Close() {
  if (closing_) return;
  closing_ = true;
  // Held up until OnClose has closed them all, or an owner without handles would never go.
  Opened();
  OnClose();
  Closed();
}

void HandleOwner::Closed() {
  if (--open_handles_ > 0 || !closing_) return;
  if (slot_ != nullptr) *slot_ = nullptr;
  {
    Napi::HandleScope scope(env_);
    OnClosed();
    if (context_ != nullptr) napi_async_destroy(env_, context_);
  }
  napi_async_cleanup_hook_handle hook = hook_;
  delete this;
  if (hook != nullptr) napi_remove_async_cleanup_hook(hook);
}

void HandleOwner::Call(napi_ref function, std::span<const napi_value> arguments) {
  napi_value callee = nullptr;
  napi_value receiver = nullptr;
  napi_value result = nullptr;
  napi_get_reference_value(env_, function, &callee);
  napi_get_global(env_, &receiver);
  if (napi_make_callback(env_, context_, receiver, callee, arguments.size(), arguments.data(), &result) ==
      napi_ok) {
    return;
  }
  bool pending = false;
  napi_is_exception_pending(env_, &pending);
  napi_value exception = nullptr;
  // Left pending it would make every later call fail, and events would stop in silence.
  if (pending && napi_get_and_clear_last_exception(env_, &exception) == napi_ok) {
    napi_fatal_exception(env_, exception);
  }
}

}  // namespace netwake::uv

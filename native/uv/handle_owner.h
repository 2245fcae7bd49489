// Owns libuv handles on the loop of one Node environment, apart from the JavaScript object that stands for
// them.
//
// The order in which it ends is the order that does not crash: Close() stops the handles and closes the
// descriptors and touches no JavaScript; when libuv has called back for the last handle the references and
// the async context go, then the cleanup hook, then the owner itself. The hook is an asynchronous one, for a
// worker's addon is unmapped as soon as its hooks are done, and the close callbacks live in it.
#pragma once

#include <napi.h>
#include <uv.h>

#include <span>

namespace netwake::uv {

class HandleOwner {
 public:
  HandleOwner(const HandleOwner&) = delete;
  HandleOwner& operator=(const HandleOwner&) = delete;

  // Idempotent. The owner is gone some turns of the loop later.
  void Close();
  bool closing() const { return closing_; }

  // Where the JavaScript side keeps its pointer to this: set to null when the owner goes.
  void Attach(HandleOwner** slot) { slot_ = slot; }
  void Detach() { slot_ = nullptr; }

 protected:
  HandleOwner(Napi::Env env, const char* resource_name);
  virtual ~HandleOwner();

  uv_loop_t* loop() const { return loop_; }
  napi_env env() const { return env_; }

  // Stops every handle, closes every descriptor, and calls CloseHandle for each handle there is.
  virtual void OnClose() = 0;
  // The handles are gone: release what is left of JavaScript.
  virtual void OnClosed() = 0;

  // Counts a handle that has been initialised.
  void Opened() { ++open_handles_; }
  void CloseHandle(uv_handle_t* handle, uv_close_cb callback) { uv_close(handle, callback); }
  // To be called at the end of each close callback.
  void Closed();

  // Calls a JavaScript function from the event loop. An exception becomes `uncaughtException`; afterwards
  // check closing().
  void Call(napi_ref function, std::span<const napi_value> arguments);

 private:
  napi_env env_;
  uv_loop_t* loop_ = nullptr;
  napi_async_cleanup_hook_handle hook_ = nullptr;
  napi_async_context context_ = nullptr;
  HandleOwner** slot_ = nullptr;
  int open_handles_ = 0;
  bool closing_ = false;
};

}  // namespace netwake::uv

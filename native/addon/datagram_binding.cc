#include "addon/datagram_binding.h"

#include <string>

#include "addon/values.h"
#include "uv/unix_datagram.h"

namespace netwake::addon {

namespace {

void SendDatagram(const Napi::CallbackInfo& info) {
  if (info.Length() < 2 || !info[0].IsString() || !info[1].IsString()) {
    Napi::TypeError::New(info.Env(), "sendDatagram takes an address and a text").ThrowAsJavaScriptException();
    return;
  }
  const std::string address = info[0].As<Napi::String>();
  const std::string text = info[1].As<Napi::String>();
  const int error = uv::SendUnixDatagram(address, text);
  if (error != 0) SystemError(info.Env(), "sendto", error).ThrowAsJavaScriptException();
}

}  // namespace

Napi::Function DefineSendDatagram(Napi::Env env) {
  return Napi::Function::New(env, SendDatagram, "sendDatagram");
}

}  // namespace netwake::addon

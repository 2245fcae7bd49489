#include "addon/replay_binding.h"

#include <string>

#include "addon/packed_batch.h"
#include "addon/records.h"
#include "addon/tape_values.h"
#include "addon/values.h"
#include "netlink/rewrite.h"

namespace netwake::addon {

namespace {

// Makes of a tape the batches that the source made whose reads are on it. Requests for dumps go nowhere: the
// answers are on the tape.
class TapePlayer final : public Napi::ObjectWrap<TapePlayer> {
 public:
  explicit TapePlayer(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<TapePlayer>(info),
        packed_(BlockOf(info)),
        assembler_([](auto) { return netlink::Failure{}; }, counters_, SelectionOf(info),
                   info[1].IsNumber() ? info[1].As<Napi::Number>().Uint32Value() : 0) {
    (void)assembler_.BeginDump();
  }

  Napi::Value Play(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    netlink::Tape tape;
    if (!FromArray(env, info[0], tape)) return env.Undefined();
    netlink::Batch batch;
    for (const netlink::TapeEntry& entry : tape) {
      const netlink::Failure failure = netlink::Play(entry, assembler_, counters_, batch);
      if (!failure) continue;
      SystemError(env, failure.syscall, failure.error).ThrowAsJavaScriptException();
      return env.Undefined();
    }
    assembler_.hints() = {};
    packed_.Pack(batch);
    napi_value arguments[PackedBatch::kArguments];
    if (!packed_.Arguments(env, arguments)) return env.Undefined();
    Napi::Array result = Napi::Array::New(env, PackedBatch::kArguments);
    for (std::uint32_t position = 0; position < PackedBatch::kArguments; ++position) {
      result.Set(position, Napi::Value(env, arguments[position]));
    }
    return result;
  }

  void Audit(const Napi::CallbackInfo&) {
    if (assembler_.Audit()) (void)assembler_.BeginDump();
  }

  Napi::Value Counters(const Napi::CallbackInfo& info) { return ToObject(info.Env(), counters_); }

 private:
  static netlink::Selection SelectionOf(const Napi::CallbackInfo& info) {
    if (!info[2].IsObject()) return {};
    const auto lists = info[2].As<Napi::Object>();
    return netlink::Selection(ToTexts(lists.Get("preferredInterfaces")),
                              ToTexts(lists.Get("ignoreInterfaces")));
  }

  static Napi::Uint32Array BlockOf(const Napi::CallbackInfo& info) {
    if (info[0].IsTypedArray() && info[0].As<Napi::TypedArray>().TypedArrayType() == napi_uint32_array)
      return info[0].As<Napi::Uint32Array>();
    Napi::TypeError::New(info.Env(), "TapePlayer takes a block, a number and lists")
        .ThrowAsJavaScriptException();
    return Napi::Uint32Array::New(info.Env(), 0);
  }

  PackedBatch packed_;
  netlink::Counters counters_;
  netlink::Assembler assembler_;
};

const char* NameOf(netlink::Secret secret) {
  switch (secret) {
    case netlink::Secret::kName:
      return "name";
    case netlink::Secret::kHardwareAddress:
      return "mac";
    case netlink::Secret::kAddress4:
      return "address4";
    case netlink::Secret::kAddress6:
      return "address6";
  }
  return "";
}

Napi::Value RewriteDatagram(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  netlink::Bytes datagram;
  if (!BytesOf(info[0], datagram) || !info[1].IsFunction()) {
    Napi::TypeError::New(env, "rewriteDatagram takes a Uint8Array and a function")
        .ThrowAsJavaScriptException();
    return env.Undefined();
  }
  const Napi::Function replace = info[1].As<Napi::Function>();
  const auto substitute = [&](netlink::Secret secret, netlink::Bytes bytes) {
    // Zeroes when JavaScript has thrown, or answered something else: never what is to be kept secret.
    std::vector<std::byte> replaced(secret == netlink::Secret::kName ? 0 : bytes.size());
    if (env.IsExceptionPending()) return replaced;
    const Napi::Value answer = replace.Call({Napi::String::New(env, NameOf(secret)), ToBuffer(env, bytes)});
    netlink::Bytes given;
    if (env.IsExceptionPending() || !BytesOf(answer, given)) return replaced;
    if (secret == netlink::Secret::kName || given.size() == bytes.size())
      replaced.assign(given.begin(), given.end());
    return replaced;
  };
  return ToBuffer(env, netlink::Rewrite(datagram, substitute));
}

}  // namespace

Napi::Function DefineTapePlayer(Napi::Env env) {
  return TapePlayer::DefineClass(env, "TapePlayer",
                                 {
                                     TapePlayer::InstanceMethod("play", &TapePlayer::Play),
                                     TapePlayer::InstanceMethod("audit", &TapePlayer::Audit),
                                     TapePlayer::InstanceMethod("counters", &TapePlayer::Counters),
                                 });
}

Napi::Function DefineRewriteDatagram(Napi::Env env) {
  return Napi::Function::New(env, RewriteDatagram, "rewriteDatagram");
}

}  // namespace netwake::addon

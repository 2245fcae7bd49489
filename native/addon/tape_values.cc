#include "addon/tape_values.h"

#include <string>

namespace netwake::addon {

namespace {

struct Word {
  netlink::ReceiveOutcome outcome;
  const char* text;
};

// As lib/sources/contract.ts has them.
constexpr Word kWords[] = {
    {netlink::ReceiveOutcome::kForeign, "foreign"},
    {netlink::ReceiveOutcome::kTruncated, "truncated"},
    {netlink::ReceiveOutcome::kOverflow, "overflow"},
    {netlink::ReceiveOutcome::kDrained, "drained"},
};

constexpr const char* kCatchUp = "catch-up";

}  // namespace

Napi::Value ToBuffer(Napi::Env env, netlink::Bytes bytes) {
  return Napi::Buffer<std::uint8_t>::Copy(env, reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                          bytes.size());
}

Napi::Array ToArray(Napi::Env env, const netlink::Tape& tape) {
  Napi::Array list = Napi::Array::New(env, tape.size());
  for (std::uint32_t position = 0; position < tape.size(); ++position) {
    const netlink::TapeEntry& entry = tape[position];
    if (entry.catch_up) {
      list.Set(position, kCatchUp);
      continue;
    }
    if (entry.outcome == netlink::ReceiveOutcome::kDatagram)
      list.Set(position, ToBuffer(env, entry.datagram));
    for (const Word& word : kWords) {
      if (word.outcome == entry.outcome) list.Set(position, word.text);
    }
  }
  return list;
}

Napi::Value ToObject(Napi::Env env, const netlink::ViewTape& view) {
  Napi::Array datagrams = Napi::Array::New(env, view.datagrams.size());
  for (std::uint32_t position = 0; position < view.datagrams.size(); ++position) {
    datagrams.Set(position, ToBuffer(env, view.datagrams[position]));
  }
  Napi::Object object = Napi::Object::New(env);
  object.Set("datagrams", datagrams);
  object.Set("sequence", Napi::Number::New(env, view.sequence));
  return object;
}

bool BytesOf(const Napi::Value& value, netlink::Bytes& bytes) {
  if (!value.IsTypedArray()) return false;
  const auto array = value.As<Napi::TypedArray>();
  if (array.TypedArrayType() != napi_uint8_array) return false;
  const auto* data = reinterpret_cast<const std::byte*>(array.As<Napi::Uint8Array>().Data());
  bytes = netlink::Bytes(data, array.ByteLength());
  return true;
}

bool FromArray(Napi::Env env, Napi::Value value, netlink::Tape& tape) {
  const auto refuse = [&] {
    Napi::TypeError::New(env, "a tape is an array of Uint8Arrays and outcomes").ThrowAsJavaScriptException();
    return false;
  };
  if (!value.IsArray()) return refuse();
  const Napi::Array list = value.As<Napi::Array>();
  for (std::uint32_t position = 0; position < list.Length(); ++position) {
    const Napi::Value item = list.Get(position);
    const std::size_t known = tape.size();
    netlink::Bytes bytes;
    if (BytesOf(item, bytes)) {
      tape.push_back({netlink::ReceiveOutcome::kDatagram, {bytes.begin(), bytes.end()}, false});
    } else if (item.IsString()) {
      const std::string text = item.As<Napi::String>().Utf8Value();
      if (text == kCatchUp) tape.push_back({netlink::ReceiveOutcome::kDrained, {}, true});
      for (const Word& word : kWords) {
        if (text == word.text) tape.push_back({word.outcome, {}, false});
      }
    }
    if (tape.size() == known) return refuse();
  }
  return true;
}

}  // namespace netwake::addon

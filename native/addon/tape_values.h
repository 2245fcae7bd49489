// Tapes as JavaScript has them: an array of what was read, a Buffer a datagram and a word for each other
// outcome.
#pragma once

#include <napi.h>

#include "netlink/event_source.h"
#include "netlink/tape.h"

namespace netwake::addon {

Napi::Value ToBuffer(Napi::Env env, netlink::Bytes bytes);
Napi::Array ToArray(Napi::Env env, const netlink::Tape& tape);
Napi::Value ToObject(Napi::Env env, const netlink::ViewTape& view);

// The bytes of a Uint8Array, for as long as the value lives; false for anything else.
bool BytesOf(const Napi::Value& value, netlink::Bytes& bytes);
// False, with a TypeError thrown, when the value is no tape.
bool FromArray(Napi::Env env, Napi::Value value, netlink::Tape& tape);

}  // namespace netwake::addon

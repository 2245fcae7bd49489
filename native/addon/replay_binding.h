// The addon's part in replaying recordings: no socket, no event loop.
#pragma once

#include <napi.h>

namespace netwake::addon {

Napi::Function DefineTapePlayer(Napi::Env env);
Napi::Function DefineRewriteDatagram(Napi::Env env);

}  // namespace netwake::addon

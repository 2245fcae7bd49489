#pragma once

#include <napi.h>

namespace netwake::addon {

// `sendDatagram` of lib/native/binding.ts.
Napi::Function DefineSendDatagram(Napi::Env env);

}  // namespace netwake::addon

#pragma once

#include <napi.h>

namespace netwake::addon {

// `sleptMs` and the class `ClockWatch` of lib/native/binding.ts.
Napi::Function DefineSleptMs(Napi::Env env);
Napi::Function DefineClockWatch(Napi::Env env);

}  // namespace netwake::addon

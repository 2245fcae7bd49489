#pragma once

#include <napi.h>

namespace netwake::addon {

// The class `Prober` of lib/native/binding.ts.
Napi::Function DefineProber(Napi::Env env);

}  // namespace netwake::addon

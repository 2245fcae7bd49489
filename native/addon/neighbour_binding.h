#pragma once

#include <napi.h>

namespace netwake::addon {

// The class `NeighbourWatch` of lib/native/binding.ts.
Napi::Function DefineNeighbourWatch(Napi::Env env);

}  // namespace netwake::addon

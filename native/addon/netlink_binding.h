#pragma once

#include <napi.h>

namespace netwake::addon {

// The class `NetlinkSource` of lib/native/binding.ts.
Napi::Function DefineNetlinkSource(Napi::Env env);

// Its function `readStatistics`.
Napi::Function DefineReadStatistics(Napi::Env env);

}  // namespace netwake::addon

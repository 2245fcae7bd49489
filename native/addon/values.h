// Plain values into JavaScript ones.
#pragma once

#include <napi.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netwake::addon {

// errno's name, such as "ENETUNREACH".
std::string ErrnoName(int error);

// An Error with `syscall` and `errno`, as lib/native/binding.ts describes.
Napi::Error SystemError(Napi::Env env, const char* syscall, int error);

// Those of an array that are strings; none when it is no array.
std::vector<std::string> ToTexts(Napi::Value array);

inline void Set(Napi::Object object, const char* key, std::string_view text) {
  object.Set(key, Napi::String::New(object.Env(), text.data(), text.size()));
}
inline void Set(Napi::Object object, const char* key, bool value) {
  object.Set(key, Napi::Boolean::New(object.Env(), value));
}
inline void Set(Napi::Object object, const char* key, double value) {
  object.Set(key, Napi::Number::New(object.Env(), value));
}

// Text, or null when it is empty.
inline void SetOrNull(Napi::Object object, const char* key, const std::string& text) {
  if (text.empty()) {
    object.Set(key, object.Env().Null());
  } else {
    Set(object, key, text);
  }
}

// Null is no list. False when JavaScript can't be asked any more: its thread is being ended.
bool ToIndexes(napi_env env, napi_value value, std::optional<std::vector<std::uint32_t>>& indexes);

}  // namespace netwake::addon

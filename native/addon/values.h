// Plain values into JavaScript ones.
#pragma once

#include <napi.h>

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

}  // namespace netwake::addon

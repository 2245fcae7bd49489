#include "addon/values.h"

#include <uv.h>

namespace netwake::addon {

std::string ErrnoName(int error) {
  char name[64] = {};
  uv_err_name_r(uv_translate_sys_error(error), name, sizeof(name));
  return name;
}

Napi::Error SystemError(Napi::Env env, const char* syscall, int error) {
  const std::string name = ErrnoName(error);
  Napi::Error result = Napi::Error::New(env, std::string(syscall) + ": " + name);
  Napi::Object object = result.Value();
  Set(object, "syscall", std::string_view(syscall));
  Set(object, "errno", name);
  return result;
}

std::vector<std::string> ToTexts(Napi::Value array) {
  std::vector<std::string> texts;
  if (!array.IsArray()) return texts;
  const Napi::Array list = array.As<Napi::Array>();
  for (std::uint32_t position = 0; position < list.Length(); ++position) {
    const Napi::Value text = list.Get(position);
    if (text.IsString()) texts.push_back(text.As<Napi::String>());
  }
  return texts;
}

bool ToIndexes(napi_env env, napi_value value, std::optional<std::vector<std::uint32_t>>& indexes) {
  std::uint32_t length = 0;
  if (napi_get_array_length(env, value, &length) != napi_ok) return true;
  indexes.emplace(length);
  for (std::uint32_t position = 0; position < length; ++position) {
    napi_value index = nullptr;
    if (napi_get_element(env, value, position, &index) != napi_ok) return false;
    napi_get_value_uint32(env, index, &(*indexes)[position]);
  }
  return true;
}

}  // namespace netwake::addon

// The addon's entry: two classes and a function, no state of its own.
#include <napi.h>

#include "addon/netlink_binding.h"
#include "addon/prober_binding.h"

namespace {

Napi::Object Initialise(Napi::Env env, Napi::Object exports) {
  exports.Set("NetlinkSource", netwake::addon::DefineNetlinkSource(env));
  exports.Set("readStatistics", netwake::addon::DefineReadStatistics(env));
  exports.Set("Prober", netwake::addon::DefineProber(env));
  return exports;
}

}  // namespace

NODE_API_MODULE(netwake, Initialise)

// The addon's entry: classes and functions, no state of its own.
#include <napi.h>

#include "addon/clock_binding.h"
#include "addon/datagram_binding.h"
#include "addon/neighbour_binding.h"
#include "addon/netlink_binding.h"
#include "addon/prober_binding.h"
#include "addon/replay_binding.h"

namespace {

Napi::Object Initialise(Napi::Env env, Napi::Object exports) {
  exports.Set("NetlinkSource", netwake::addon::DefineNetlinkSource(env));
  exports.Set("NeighbourWatch", netwake::addon::DefineNeighbourWatch(env));
  exports.Set("readStatistics", netwake::addon::DefineReadStatistics(env));
  exports.Set("TapePlayer", netwake::addon::DefineTapePlayer(env));
  exports.Set("rewriteDatagram", netwake::addon::DefineRewriteDatagram(env));
  exports.Set("Prober", netwake::addon::DefineProber(env));
  exports.Set("sendDatagram", netwake::addon::DefineSendDatagram(env));
  exports.Set("sleptMs", netwake::addon::DefineSleptMs(env));
  exports.Set("ClockWatch", netwake::addon::DefineClockWatch(env));
  return exports;
}

}  // namespace

NODE_API_MODULE(netwake, Initialise)

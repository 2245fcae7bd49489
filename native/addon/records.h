// netlink's records as JavaScript objects of the shapes in lib/sources/contract.ts.
#pragma once

#include <napi.h>

#include "netlink/neighbour.h"
#include "netlink/records.h"

namespace netwake::addon {

Napi::Object ToObject(Napi::Env env, const netlink::InterfaceStatistics& statistics);
Napi::Object ToObject(Napi::Env env, const netlink::Counters& counters);

// Reads an array of path queries; false, with an exception pending, when one is not right.
bool FromArray(Napi::Env env, Napi::Value value, std::vector<netlink::PathQuery>& queries);
// The same for neighbours.
bool FromArray(Napi::Env env, Napi::Value value, std::vector<netlink::Neighbour>& neighbours);

}  // namespace netwake::addon

#include "addon/packed_batch.h"

#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>

#include "addon/values.h"
#include "netlink/text.h"

namespace netwake::addon {

namespace {

// The first word of each row; the order is that of lib/native/packed-batch.ts, as are the positions below.
enum Tag : std::uint32_t {
  kLink,
  kLinkState,
  kRemovedLink,
  kAddress,
  kRemovedAddress,
  kPath,
  kRoute,
  kResync,
  kReady,
};

std::uint32_t OperStatePosition(std::uint8_t state) {
  switch (state) {
    case IF_OPER_NOTPRESENT:
      return 1;
    case IF_OPER_DOWN:
      return 2;
    case IF_OPER_LOWERLAYERDOWN:
      return 3;
    case IF_OPER_TESTING:
      return 4;
    case IF_OPER_DORMANT:
      return 5;
    case IF_OPER_UP:
      return 6;
    default:
      return 0;
  }
}

std::uint32_t ScopePosition(std::uint8_t scope) {
  switch (scope) {
    case RT_SCOPE_SITE:
      return 1;
    case RT_SCOPE_LINK:
      return 2;
    case RT_SCOPE_HOST:
      return 3;
    case RT_SCOPE_NOWHERE:
      return 4;
    default:
      return 0;
  }
}

std::uint32_t FamilyNumber(std::uint8_t family) { return family == AF_INET6 ? 6 : 4; }

std::uint32_t Bits(bool first, bool second = false, bool third = false) {
  return (first ? 1U : 0U) | (second ? 2U : 0U) | (third ? 4U : 0U);
}

std::string ErrorText(int error) { return error == 0 ? std::string() : ErrnoName(error); }

}  // namespace

PackedBatch::PackedBatch(Napi::Uint32Array block)
    : block_(Napi::Reference<Napi::Uint32Array>::New(block, 1)),
      block_words_(block.Data()),
      block_capacity_(block.ElementLength()) {}

void PackedBatch::Pack(const netlink::Batch& batch) {
  words_.clear();
  texts_.clear();
  for (const auto& address : batch.removed_addresses) Add(kRemovedAddress, address);
  for (const std::uint32_t index : batch.removed_links) words_.insert(words_.end(), {kRemovedLink, index});
  for (const auto& change : batch.links) Add(change);
  for (const auto& address : batch.addresses) Add(kAddress, address);
  for (const auto& path : batch.paths) Add(path);
  for (const auto& route : batch.routes) Add(route);
  if (batch.resync != nullptr) {
    words_.push_back(kResync);
    Text(batch.resync);
  }
  if (batch.ready) words_.push_back(kReady);
}

void PackedBatch::Add(const netlink::LinkChange& change) {
  const netlink::LinkRecord& link = change.record;
  const std::uint32_t flags = Bits(link.up, link.carrier, link.loopback);
  const std::uint32_t oper_state = OperStatePosition(link.oper_state);
  if (change.state_only) {
    words_.insert(words_.end(), {kLinkState, link.index, flags, oper_state});
    return;
  }
  words_.insert(words_.end(), {kLink, link.index, flags, oper_state, link.mtu});
  Text(link.name);
  Text(link.kind);
  Text(netlink::HardwareAddressText(link.mac));
}

void PackedBatch::Add(std::uint32_t tag, const netlink::AddressRecord& address) {
  words_.insert(words_.end(), {tag, address.index, FamilyNumber(address.family), address.prefix_length,
                               ScopePosition(address.scope), Bits(address.tentative, address.deprecated)});
  Text(address.address);
}

void PackedBatch::Add(const netlink::PathRecord& path) {
  words_.insert(words_.end(), {kPath, path.id, Bits(path.local), path.interface_index});
  Text(ErrorText(path.error));
  Text(path.gateway);
  Text(path.source);
}

void PackedBatch::Add(const netlink::RouteHint& route) {
  words_.insert(words_.end(), {kRoute, Bits(route.deleted), FamilyNumber(route.family), route.interface_index,
                               route.table});
  Text(route.destination);
  Text(route.gateway);
}

bool PackedBatch::Arguments(napi_env env, napi_value (&arguments)[kArguments]) const {
  napi_create_uint32(env, static_cast<std::uint32_t>(words_.size()), &arguments[0]);
  napi_get_undefined(env, &arguments[1]);
  arguments[2] = arguments[1];
  if (!texts_.empty()) {
    napi_create_array_with_length(env, texts_.size(), &arguments[1]);
    for (std::uint32_t position = 0; position < texts_.size(); ++position) {
      napi_value text = nullptr;
      napi_create_string_utf8(env, texts_[position].data(), texts_[position].size(), &text);
      napi_set_element(env, arguments[1], position, text);
    }
  }
  if (words_.size() <= block_capacity_) {
    std::copy(words_.begin(), words_.end(), block_words_);
    return true;
  }
  void* copy = nullptr;
  napi_value buffer = nullptr;
  if (napi_create_arraybuffer(env, words_.size() * sizeof(words_[0]), &copy, &buffer) != napi_ok)
    return false;
  std::copy(words_.begin(), words_.end(), static_cast<std::uint32_t*>(copy));
  return napi_create_typedarray(env, napi_uint32_array, words_.size(), buffer, 0, &arguments[2]) == napi_ok;
}

}  // namespace netwake::addon

// A batch as it crosses to JavaScript: rows of 32-bit words in a block that both sides share, and the rows'
// texts in an array beside it. Objects with named properties, made through Node-API, took more of the time
// from the kernel's message to the listener than everything before them; lib/native/packed-batch.ts makes
// them instead, and says what is in a row.
#pragma once

#include <napi.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "netlink/records.h"

namespace netwake::addon {

class PackedBatch {
 public:
  // `block` is a Uint32Array that JavaScript reads the rows from.
  explicit PackedBatch(Napi::Uint32Array block);

  // Takes the place of what was packed before.
  void Pack(const netlink::Batch& batch);

  static constexpr std::size_t kArguments = 3;
  // What JavaScript is called with: the number of words, the texts (undefined when there are none), and the
  // words themselves when they are too many for the block. False when those are refused, as to a worker that
  // is being terminated: JavaScript can't be called any more.
  bool Arguments(napi_env env, napi_value (&arguments)[kArguments]) const;

 private:
  void Add(const netlink::LinkChange& change);
  void Add(std::uint32_t tag, const netlink::AddressRecord& address);
  void Add(const netlink::PathRecord& path);
  void Add(const netlink::RouteHint& route);
  void Text(std::string_view text) { texts_.emplace_back(text); }

  Napi::Reference<Napi::Uint32Array> block_;
  std::uint32_t* block_words_;
  std::size_t block_capacity_;
  std::vector<std::uint32_t> words_;
  std::vector<std::string> texts_;
};

}  // namespace netwake::addon

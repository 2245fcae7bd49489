// What someone knows who reads nothing but batches.
#pragma once

#include <cstdint>
#include <map>
#include <set>

#include "netlink/records.h"
#include "netlink/table.h"
#include "records_hold.h"
#include "require.h"

namespace netwake::fuzz {

using AddressKey = netlink::Table::AddressKey;

inline AddressKey KeyOf(const netlink::AddressRecord& address) { return netlink::Table::KeyOf(address); }

class ReaderModel {
 public:
  // Removals first, then additions in their order.
  void Apply(const netlink::Batch& batch) {
    for (const std::uint32_t index : batch.removed_links) links_.erase(index);
    for (const auto& address : batch.removed_addresses) addresses_.erase(KeyOf(address));
    for (const auto& change : batch.links) Apply(change);
    for (const auto& address : batch.addresses) {
      RequireSound(address);
      addresses_[KeyOf(address)] = address;
    }
    for (const auto& hint : batch.routes) RequireSound(hint);
  }

  void RequireSameAs(const netlink::Table& table) const {
    netlink::Batch all;
    table.AppendAll(all);
    Require(all.links.size() == links_.size(), "the reader knows as many links as the table");
    Require(all.addresses.size() == addresses_.size(), "the reader knows as many addresses as the table");
    bool usable = false;
    for (const auto& [record, state_only] : all.links) {
      const auto known = links_.find(record.index);
      Require(known != links_.end() && known->second == record, "the reader knows the table's links");
      Require(table.Find(record.index) != nullptr, "the table finds its links");
      usable |= !record.loopback && record.up && record.carrier;
    }
    for (const auto& address : all.addresses) {
      const auto known = addresses_.find(KeyOf(address));
      Require(known != addresses_.end() && known->second == address,
              "the reader knows the table's addresses");
    }
    Require(table.HasUsableLink() == usable, "the table knows whether a link is usable");
  }

 private:
  void Apply(const netlink::LinkChange& change) {
    const netlink::LinkRecord& record = change.record;
    RequireSound(record);
    if (!change.state_only) {
      links_[record.index] = record;
      return;
    }
    const auto known = links_.find(record.index);
    Require(known != links_.end(), "only a known link changes its state alone");
    // This is all that a reader is told of such a change.
    known->second.up = record.up;
    known->second.carrier = record.carrier;
    known->second.oper_state = record.oper_state;
    Require(known->second == record, "a change of the state alone changes nothing else");
  }

  std::map<std::uint32_t, netlink::LinkRecord> links_;
  std::map<AddressKey, netlink::AddressRecord> addresses_;
};

}  // namespace netwake::fuzz

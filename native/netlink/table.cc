#include "netlink/table.h"

#include <linux/if.h>

#include <algorithm>

namespace netwake::netlink {

namespace {

// A batch is a net difference, in which removals come before additions: what goes must not be left among what
// came earlier, or the reader would have it come last.
void Withdraw(const AddressRecord& gone, Batch& batch) {
  std::erase_if(batch.addresses, [&](const AddressRecord& came) {
    return came.index == gone.index && came.family == gone.family && came.address == gone.address &&
           came.prefix_length == gone.prefix_length;
  });
  batch.removed_addresses.push_back(gone);
}

void Withdraw(std::uint32_t link, Batch& batch) {
  std::erase_if(batch.links, [=](const LinkChange& came) { return came.record.index == link; });
  batch.removed_links.push_back(link);
}

bool IsSameState(const LinkRecord& known, const LinkRecord& record) {
  return known.up == record.up && known.carrier == record.carrier && known.oper_state == record.oper_state;
}

bool IsSameButForState(const LinkRecord& known, const LinkRecord& record) {
  return known.index == record.index && known.name == record.name && known.kind == record.kind &&
         known.loopback == record.loopback && known.mtu == record.mtu && known.mac == record.mac;
}

std::size_t CountUsable(const LinkRecord& link) { return !link.loopback && link.up && link.carrier ? 1 : 0; }

}  // namespace

void Batch::clear() {
  links.clear();
  removed_links.clear();
  addresses.clear();
  removed_addresses.clear();
  paths.clear();
  routes.clear();
  resync = nullptr;
  ready = false;
}

bool Table::Apply(const LinkMessage& message, Batch& batch, bool* carried) {
  const LinkRecord& record = message.record;
  if (message.deleted) {
    const LinkRecord* known = carried == nullptr ? nullptr : Find(record.index);
    if (carried != nullptr) *carried = known != nullptr && known->up && known->carrier;
    return RemoveLink(record.index, batch);
  }
  auto [entry, added] = links_.try_emplace(record.index);
  LinkRecord& known = entry->second.record;
  if (carried != nullptr) *carried = known.up && known.carrier;
  entry->second.generation = generation_;
  if (added) ++arrivals_;
  const bool state_only = !added && IsSameButForState(known, record);
  if (state_only && IsSameState(known, record)) return false;
  usable_links_ += CountUsable(record) - CountUsable(known);
  known = record;
  batch.links.push_back({record, state_only});
  return true;
}

bool Table::Apply(const AddressMessage& message, Batch& batch) {
  const AddressRecord& record = message.record;
  const AddressKey key = KeyOf(record);
  if (message.deleted) {
    if (addresses_.erase(key) == 0) return false;
    Withdraw(record, batch);
    return true;
  }
  auto [entry, added] = addresses_.try_emplace(key, Address{record, generation_});
  entry->second.generation = generation_;
  // Every refresh of a lifetime is announced; most change nothing.
  if (!added && entry->second.record == record) return false;
  entry->second.record = record;
  batch.addresses.push_back(record);
  return true;
}

// The kernel announces each address of an interface that goes, but not of one that moves to another
// namespace.
bool Table::RemoveLink(std::uint32_t index, Batch& batch) {
  const auto link = links_.find(index);
  if (link == links_.end()) return false;
  usable_links_ -= CountUsable(link->second.record);
  links_.erase(link);
  auto entry = addresses_.lower_bound(AddressKey{index, 0, {}, 0});
  while (entry != addresses_.end() && std::get<0>(entry->first) == index) {
    Withdraw(entry->second.record, batch);
    entry = addresses_.erase(entry);
  }
  Withdraw(index, batch);
  return true;
}

std::size_t Table::Sweep(Batch& batch) {
  const std::size_t before = links_.size() + addresses_.size();
  std::vector<std::uint32_t> gone;
  for (const auto& [index, link] : links_) {
    if (link.generation != generation_) gone.push_back(index);
  }
  for (const std::uint32_t index : gone) RemoveLink(index, batch);
  for (auto entry = addresses_.begin(); entry != addresses_.end();) {
    if (entry->second.generation == generation_) {
      ++entry;
      continue;
    }
    Withdraw(entry->second.record, batch);
    entry = addresses_.erase(entry);
  }
  return before - links_.size() - addresses_.size();
}

void Table::AppendAll(Batch& batch) const {
  for (const auto& [index, link] : links_) batch.links.push_back({link.record});
  for (const auto& [key, address] : addresses_) batch.addresses.push_back(address.record);
}

void Table::AppendIndexes(std::vector<std::uint32_t>& indexes) const {
  for (const auto& [index, link] : links_) indexes.push_back(index);
}

const LinkRecord* Table::Find(std::uint32_t index) const {
  const auto entry = links_.find(index);
  return entry == links_.end() ? nullptr : &entry->second.record;
}

}  // namespace netwake::netlink

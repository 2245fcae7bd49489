#include "netlink/backlog.h"

#include <algorithm>
#include <functional>
#include <iterator>

namespace netwake::netlink {

namespace {

// Where interfaces come and go without end, what is kept of them would grow without end.
constexpr std::size_t kMostKept = 4096;

template <typename Value>
void Prepend(std::vector<Value>& earlier, std::vector<Value>& list) {
  if (earlier.empty()) return;
  std::move(list.begin(), list.end(), std::back_inserter(earlier));
  list.swap(earlier);
}

}  // namespace

void Backlog::Pass(Batch& batch, bool catching_up) {
  const bool all = !attended_ || (details_ && !catching_up);
  if (all || IsWaitedFor(batch) || IsFull()) return Release(batch);
  const auto attends = [this](const LinkChange& change) { return Attends(change.record.index); };
  // Most of the time nothing: then what the batch has allocated stays its own.
  if (std::none_of(batch.links.begin(), batch.links.end(), attends)) {
    Keep(batch);
    return batch.clear();
  }
  std::vector<LinkChange> told;
  const auto rest = std::stable_partition(batch.links.begin(), batch.links.end(), std::not_fn(attends));
  told.assign(std::move_iterator(rest), std::move_iterator(batch.links.end()));
  batch.links.erase(rest, batch.links.end());
  Keep(batch);
  batch.clear();
  batch.links.swap(told);
}

void Backlog::Release(Batch& batch) {
  // A reader takes removals in first, so that what has gone since must not be among what came before.
  for (const std::uint32_t index : batch.removed_links) {
    if (const auto kept = links_.find(index); kept != links_.end()) kept->second.change.reset();
  }
  for (const AddressRecord& address : batch.removed_addresses) addresses_.erase(Table::KeyOf(address));
  Batch kept;
  for (auto& [index, link] : links_) {
    if (link.removed) kept.removed_links.push_back(index);
    if (link.change) kept.links.push_back(std::move(*link.change));
  }
  for (auto& [key, address] : addresses_) {
    (address.removed ? kept.removed_addresses : kept.addresses).push_back(std::move(address.record));
  }
  kept.routes.swap(routes_);
  links_.clear();
  addresses_.clear();
  Prepend(kept.removed_links, batch.removed_links);
  Prepend(kept.links, batch.links);
  Prepend(kept.removed_addresses, batch.removed_addresses);
  Prepend(kept.addresses, batch.addresses);
  Prepend(kept.routes, batch.routes);
}

bool Backlog::IsFull() const { return links_.size() + addresses_.size() + routes_.size() >= kMostKept; }

bool Backlog::Attends(std::uint32_t index) const {
  return std::find(attended_->begin(), attended_->end(), index) != attended_->end();
}

bool Backlog::IsWaitedFor(const Batch& batch) const {
  if (!batch.paths.empty() || batch.ready || batch.resync != nullptr) return true;
  const auto attends = [this](const AddressRecord& address) { return Attends(address.index); };
  return std::any_of(batch.removed_links.begin(), batch.removed_links.end(),
                     [this](std::uint32_t index) { return Attends(index); }) ||
         std::any_of(batch.addresses.begin(), batch.addresses.end(), attends) ||
         std::any_of(batch.removed_addresses.begin(), batch.removed_addresses.end(), attends);
}

// In the order in which a reader takes a batch in.
void Backlog::Keep(Batch& batch) {
  for (AddressRecord& address : batch.removed_addresses) {
    Table::AddressKey key = Table::KeyOf(address);
    addresses_.insert_or_assign(std::move(key), Address{std::move(address), true});
  }
  for (const std::uint32_t index : batch.removed_links)
    links_.insert_or_assign(index, Link{true, std::nullopt});
  for (LinkChange& change : batch.links) {
    Link& kept = links_[change.record.index];
    const bool state_only = change.state_only && (!kept.change || kept.change->state_only);
    kept.change = {std::move(change.record), state_only};
  }
  for (AddressRecord& address : batch.addresses) {
    Table::AddressKey key = Table::KeyOf(address);
    addresses_.insert_or_assign(std::move(key), Address{std::move(address), false});
  }
  if (details_) std::move(batch.routes.begin(), batch.routes.end(), std::back_inserter(routes_));
}

}  // namespace netwake::netlink

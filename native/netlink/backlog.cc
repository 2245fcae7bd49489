#include "netlink/backlog.h"

#include <algorithm>
#include <functional>
#include <iterator>

namespace netwake::netlink {

namespace {

// Where interfaces come and go without end, what is kept of them would grow without end.
constexpr std::size_t kMostKept = 4096;

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
  // Most of the time nothing was: then each change is told as it came.
  if (links_.empty() && addresses_.empty() && routes_.empty()) return;
  // All of them, and not only if somebody wants the details: these are told now.
  std::move(batch.routes.begin(), batch.routes.end(), std::back_inserter(routes_));
  batch.routes.clear();
  Keep(batch);
  batch.removed_links.clear();
  batch.links.clear();
  batch.removed_addresses.clear();
  batch.addresses.clear();
  batch.routes.swap(routes_);
  for (auto& [index, link] : links_) {
    if (link.removed) batch.removed_links.push_back(index);
    if (link.change) batch.links.push_back(std::move(*link.change));
  }
  for (auto& [key, address] : addresses_) {
    (address.removed ? batch.removed_addresses : batch.addresses).push_back(std::move(address.record));
  }
  links_.clear();
  addresses_.clear();
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

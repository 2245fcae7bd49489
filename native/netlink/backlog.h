// Changes that nobody waits for: merged into one net difference, and told together with the next that
// somebody does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "netlink/records.h"
#include "netlink/table.h"

namespace netwake::netlink {

class Backlog {
 public:
  // The interfaces whose changes are waited for; without a list those of all, which is how it begins. Answers
  // to path queries and outcomes of dumps always are. With `details` every change is, as it comes; but while
  // what was lost is being caught up with, what comes is of the past, and merged with what the dump finds.
  void Attend(std::optional<std::vector<std::uint32_t>> interfaces, bool details) {
    attended_ = std::move(interfaces);
    details_ = details;
  }

  // Leaves in `batch` what is to be told now, merged with what was kept if the one means nothing without the
  // other, and keeps the rest: routes only for who wants the details.
  void Pass(Batch& batch, bool catching_up);

  // Merges everything that was kept with what is in `batch`, which came after it.
  void Release(Batch& batch);

 private:
  struct Link {
    bool removed = false;
    std::optional<LinkChange> change;
  };
  struct Address {
    AddressRecord record;
    bool removed = false;
  };

  bool IsFull() const;
  bool Attends(std::uint32_t index) const;
  bool IsWaitedFor(const Batch& batch) const;
  void Keep(Batch& batch);

  std::optional<std::vector<std::uint32_t>> attended_;
  bool details_ = false;
  // What came last of each.
  std::map<std::uint32_t, Link> links_;
  std::map<Table::AddressKey, Address> addresses_;
  std::vector<RouteHint> routes_;
};

}  // namespace netwake::netlink

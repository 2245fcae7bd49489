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
  // to path queries and outcomes of dumps always are.
  void Attend(std::optional<std::vector<std::uint32_t>> interfaces) { attended_ = std::move(interfaces); }

  // Leaves in `batch` what is to be told now, before it what was kept if the one means nothing without the
  // other, and keeps the rest. Routes aren't kept: who wants to hear of them attends to everything.
  void Pass(Batch& batch);

  // Puts everything that was kept before what is in `batch`.
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

  bool Attends(std::uint32_t index) const;
  bool IsWaitedFor(const Batch& batch) const;
  void Keep(Batch& batch);

  std::optional<std::vector<std::uint32_t>> attended_;
  // What came last of each.
  std::map<std::uint32_t, Link> links_;
  std::map<Table::AddressKey, Address> addresses_;
};

}  // namespace netwake::netlink

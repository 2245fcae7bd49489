// Which interfaces count: of the preferred ones, or of all when none is preferred, those that are not
// ignored. The rule of lib/table/selection.ts, for what is told of links here, and for the filter in the
// kernel.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "netlink/records.h"

namespace netwake::netlink {

class Selection {
 public:
  // All of them.
  Selection() = default;
  // `preferred` are exact names. `ignored` are patterns, in which `*` stands for any run of characters and
  // `?` for one, or kinds: "kind:veth".
  Selection(std::span<const std::string> preferred, std::span<const std::string> ignored);

  bool all() const { return preferred_.empty() && patterns_.empty() && kinds_.empty(); }
  bool Counts(std::string_view name, std::string_view kind) const;
  // Loopback is watched whatever the rule: what is local leaves through it.
  bool Watches(const LinkRecord& link) const { return link.loopback || Counts(link.name, link.kind); }

  const std::vector<std::string>& preferred() const { return preferred_; }
  const std::vector<std::string>& patterns() const { return patterns_; }
  const std::vector<std::string>& kinds() const { return kinds_; }

 private:
  std::vector<std::string> preferred_;
  std::vector<std::string> patterns_;
  std::vector<std::string> kinds_;
};

}  // namespace netwake::netlink

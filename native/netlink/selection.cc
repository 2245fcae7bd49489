#include "netlink/selection.h"

#include <algorithm>

namespace netwake::netlink {

namespace {

constexpr std::string_view kKindPrefix = "kind:";

// Names are UTF-8, and a character is more than a byte then.
std::size_t NextCharacter(std::string_view text, std::size_t position) {
  ++position;
  while (position < text.size() && (static_cast<unsigned char>(text[position]) & 0xc0) == 0x80) ++position;
  return position;
}

// The last `*` takes in one character more whenever what follows it does not fit: no pattern takes longer
// than its length times the name's.
bool Covers(std::string_view pattern, std::string_view name) {
  std::size_t at = 0, position = 0, after_star = std::string_view::npos, taken = 0;
  while (position < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      after_star = ++at;
      taken = position;
    } else if (at < pattern.size() && pattern[at] == '?') {
      ++at;
      position = NextCharacter(name, position);
    } else if (at < pattern.size() && pattern[at] == name[position]) {
      ++at;
      ++position;
    } else if (after_star != std::string_view::npos) {
      at = after_star;
      position = taken = NextCharacter(name, taken);
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

}  // namespace

Selection::Selection(std::span<const std::string> preferred, std::span<const std::string> ignored)
    : preferred_(preferred.begin(), preferred.end()) {
  for (const std::string& entry : ignored) {
    if (entry.starts_with(kKindPrefix)) {
      kinds_.push_back(entry.substr(kKindPrefix.size()));
    } else {
      patterns_.push_back(entry);
    }
  }
}

bool Selection::Counts(std::string_view name, std::string_view kind) const {
  const auto covers = [name](const std::string& pattern) { return Covers(pattern, name); };
  if (!preferred_.empty() && std::find(preferred_.begin(), preferred_.end(), name) == preferred_.end())
    return false;
  if (std::any_of(patterns_.begin(), patterns_.end(), covers)) return false;
  return std::find(kinds_.begin(), kinds_.end(), kind) == kinds_.end();
}

}  // namespace netwake::netlink

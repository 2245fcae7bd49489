// A text in an attribute, compared byte by byte: what of a name's pattern the kernel's machine can decide.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "netlink/filter_code.h"

namespace netwake::netlink {

// Loads the length of the text in the attribute at the index register, and keeps it in this cell. A text that
// is longer than any name ends the program: it passes.
void LoadTextLength(FilterCode& code, std::uint32_t length_cell);

class TextPattern {
 public:
  // Nothing when it can't be decided in the kernel: a `*` with more behind it, or of unreasonable length.
  static std::optional<TextPattern> OfGlob(std::string_view pattern);
  static std::optional<TextPattern> OfText(std::string_view text);

  // Jumps to `mismatch` unless the pattern covers the text in the attribute at the index register. A `?`
  // covers no character beyond ASCII, which is more than a byte.
  void Compare(FilterCode& code, std::uint32_t length_cell, FilterCode::Label& mismatch) const;

 private:
  static constexpr int kAnyByte = -1;

  TextPattern(std::vector<int> bytes, bool open) : bytes_(std::move(bytes)), open_(open) {}
  std::size_t LiteralRun(std::size_t from) const;
  void CompareEnd(FilterCode& code, std::uint32_t length_cell, FilterCode::Label& mismatch) const;

  std::vector<int> bytes_;  // or kAnyByte
  bool open_;               // anything may follow
};

}  // namespace netwake::netlink

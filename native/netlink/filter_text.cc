#include "netlink/filter_text.h"

#include <linux/netlink.h>

#include <algorithm>
#include <bit>

namespace netwake::netlink {

namespace {

// Names have 15 bytes at most (IFNAMSIZ), kinds 55 (MODULE_NAME_LEN).
constexpr std::size_t kLongest = 64;
constexpr std::uint32_t kText = NLA_HDRLEN;

// Where the bytes of a 16-bit number of the host lie.
constexpr bool kLittleEndian = std::endian::native == std::endian::little;
constexpr std::uint32_t kLowByte = kLittleEndian ? 0 : 1;
constexpr std::uint32_t kHighByte = kLittleEndian ? 1 : 0;

}  // namespace

void LoadTextLength(FilterCode& code, std::uint32_t length_cell) {
  code.LoadIndexed(BPF_B, kHighByte);
  code.ReturnUnless(BPF_JEQ, 0, Verdict::kPass);
  code.LoadIndexed(BPF_B, kLowByte);
  code.Add(BPF_ALU | BPF_SUB | BPF_K, kText);
  code.StoreMemory(length_cell);
}

std::optional<TextPattern> TextPattern::OfGlob(std::string_view pattern) {
  const std::size_t end = pattern.find_last_not_of('*');
  const bool open = !pattern.empty() && pattern.back() == '*';
  const std::string_view rest =
      end == std::string_view::npos ? std::string_view() : pattern.substr(0, end + 1);
  if (rest.find('*') != std::string_view::npos) return std::nullopt;
  auto compiled = OfText(rest);
  if (!compiled) return std::nullopt;
  std::replace(compiled->bytes_.begin(), compiled->bytes_.end(), static_cast<int>('?'), kAnyByte);
  compiled->open_ = open;
  return compiled;
}

std::optional<TextPattern> TextPattern::OfText(std::string_view text) {
  // A text ends at its NUL: none has one inside.
  if (text.size() > kLongest || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::vector<int> bytes;
  for (const char byte : text) bytes.push_back(static_cast<unsigned char>(byte));
  return TextPattern(std::move(bytes), false);
}

void TextPattern::Compare(FilterCode& code, std::uint32_t length_cell, FilterCode::Label& mismatch) const {
  code.LoadMemory(length_cell);
  code.JumpUnless(BPF_JGE, static_cast<std::uint32_t>(bytes_.size()), mismatch);
  for (std::size_t at = 0; at < bytes_.size();) {
    const auto offset = static_cast<std::uint32_t>(kText + at);
    const std::size_t run = LiteralRun(at);
    const std::size_t size = run >= 4 ? 4 : run >= 2 ? 2 : 1;
    code.LoadIndexed(size == 4 ? BPF_W : size == 2 ? BPF_H : BPF_B, offset);
    if (run == 0) {
      code.JumpIf(BPF_JEQ, 0, mismatch);
      code.JumpIf(BPF_JSET, 0x80, mismatch);
    } else {
      std::uint32_t value = 0;
      for (std::size_t byte = 0; byte < size; ++byte)
        value = value << 8 | static_cast<std::uint32_t>(bytes_[at + byte]);
      code.JumpUnless(BPF_JEQ, value, mismatch);
    }
    at += size;
  }
  if (!open_) CompareEnd(code, length_cell, mismatch);
}

std::size_t TextPattern::LiteralRun(std::size_t from) const {
  std::size_t end = from;
  while (end < bytes_.size() && bytes_[end] != kAnyByte) ++end;
  return end - from;
}

// As TextOf() reads it: a text ends at its NUL, or with its attribute.
void TextPattern::CompareEnd(FilterCode& code, std::uint32_t length_cell, FilterCode::Label& mismatch) const {
  const auto size = static_cast<std::uint32_t>(bytes_.size());
  FilterCode::Label matched;
  code.LoadMemory(length_cell);
  code.JumpIf(BPF_JEQ, size, matched);
  code.LoadIndexed(BPF_B, kText + size);
  code.JumpUnless(BPF_JEQ, 0, mismatch);
  code.Bind(matched);
}

}  // namespace netwake::netlink

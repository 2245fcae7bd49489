#include "netlink/filter_code.h"

#include <utility>

namespace netwake::netlink {

namespace {

constexpr std::size_t kFarthest = 255;
// What a jump holds until its label is bound: which of its two ways leads there.
constexpr std::uint8_t kHere = 1;

}  // namespace

void FilterCode::FindAttribute(std::uint32_t start, std::uint16_t type) {
  LoadConstant(start);
  Add(BPF_LDX | BPF_W | BPF_IMM, type);
  Load(BPF_W, static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_NLATTR));
}

void FilterCode::FindNestedAttribute(std::uint16_t type) {
  Add(BPF_LDX | BPF_W | BPF_IMM, type);
  Load(BPF_W, static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_NLATTR_NEST));
}

void FilterCode::ReturnIf(std::uint16_t test, std::uint32_t k, Verdict verdict) {
  program_.push_back({static_cast<std::uint16_t>(BPF_JMP | BPF_K | test), 0, 1, k});
  Return(verdict);
}

void FilterCode::ReturnUnless(std::uint16_t test, std::uint32_t k, Verdict verdict) {
  program_.push_back({static_cast<std::uint16_t>(BPF_JMP | BPF_K | test), 1, 0, k});
  Return(verdict);
}

void FilterCode::JumpIf(std::uint16_t test, std::uint32_t k, Label& target) {
  target.jumps.push_back(size());
  program_.push_back({static_cast<std::uint16_t>(BPF_JMP | BPF_K | test), kHere, 0, k});
}

void FilterCode::JumpUnless(std::uint16_t test, std::uint32_t k, Label& target) {
  target.jumps.push_back(size());
  program_.push_back({static_cast<std::uint16_t>(BPF_JMP | BPF_K | test), 0, kHere, k});
}

void FilterCode::Jump(Label& target) {
  target.jumps.push_back(size());
  Add(BPF_JMP | BPF_JA);
}

void FilterCode::Bind(const Label& label) {
  for (const std::size_t from : label.jumps) {
    struct sock_filter& jump = program_[from];
    const std::size_t distance = size() - from - 1;
    if (jump.code == (BPF_JMP | BPF_JA)) {
      jump.k = static_cast<std::uint32_t>(distance);
      continue;
    }
    if (distance > kFarthest) out_of_reach_ = true;
    (jump.jt == kHere ? jump.jt : jump.jf) = static_cast<std::uint8_t>(distance);
  }
}

FilterProgram FilterCode::Take() && {
  if (out_of_reach_ || program_.size() > BPF_MAXINSNS) return {};
  return std::move(program_);
}

}  // namespace netwake::netlink

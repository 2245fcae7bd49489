// The kernel's machine for classic BPF, as far as the filter uses it, for the tests and the fuzzer: what a
// program does is told here without a socket. filter_test.cc holds it to the kernel's own.
#pragma once

#include <linux/filter.h>
#include <linux/netlink.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>

#include "netlink/messages.h"

namespace netwake::netlink {

using FilterView = std::span<const struct sock_filter>;

// Of what bpf_check_classic() of the kernel asks: a length, jumps that end inside, and a verdict at the end.
inline bool IsAcceptable(FilterView program) {
  if (program.empty() || program.size() > BPF_MAXINSNS) return false;
  for (std::size_t at = 0; at < program.size(); ++at) {
    const struct sock_filter& each = program[at];
    const std::size_t left = program.size() - at - 1;
    if (BPF_CLASS(each.code) != BPF_JMP) continue;
    if (BPF_OP(each.code) == BPF_JA ? each.k >= left : each.jt >= left || each.jf >= left) return false;
  }
  return BPF_CLASS(program.back().code) == BPF_RET;
}

class FilterMachine {
 public:
  explicit FilterMachine(Bytes message) : message_(message) {}

  // How many bytes are kept: 0 drops the message. An instruction that is not known stops the test.
  std::uint32_t Run(FilterView program) {
    for (std::size_t at = 0;; ++at) {
      const struct sock_filter& each = program[at];
      switch (BPF_CLASS(each.code)) {
        case BPF_RET:
          return each.k;
        case BPF_JMP:
          at += BPF_OP(each.code) == BPF_JA ? each.k : Holds(each) ? each.jt : each.jf;
          break;
        case BPF_LD:
          if (!Load(each)) return 0;
          break;
        case BPF_LDX:
          index_ = BPF_MODE(each.code) == BPF_MEM ? memory_[each.k] : each.k;
          break;
        case BPF_ST:
          memory_[each.k] = accumulator_;
          break;
        case BPF_MISC:
          index_ = accumulator_;
          break;
        default:
          accumulator_ = Calculate(each);
      }
    }
  }

 private:
  bool Holds(const struct sock_filter& each) const {
    switch (BPF_OP(each.code)) {
      case BPF_JEQ:
        return accumulator_ == each.k;
      case BPF_JGE:
        return accumulator_ >= each.k;
      default:
        return (accumulator_ & each.k) != 0;
    }
  }

  std::uint32_t Calculate(const struct sock_filter& each) const {
    const std::uint32_t operand = BPF_SRC(each.code) == BPF_X ? index_ : each.k;
    switch (BPF_OP(each.code)) {
      case BPF_ADD:
        return accumulator_ + operand;
      case BPF_SUB:
        return accumulator_ - operand;
      case BPF_XOR:
        return accumulator_ ^ operand;
      case BPF_RSH:
        return accumulator_ >> operand;
      default:
        return 0 - accumulator_;
    }
  }

  // False when the load lies outside the message, which drops it.
  bool Load(const struct sock_filter& each) {
    constexpr auto kAttribute = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_NLATTR);
    constexpr auto kNested = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_NLATTR_NEST);
    const std::size_t size = BPF_SIZE(each.code) == BPF_W ? 4 : BPF_SIZE(each.code) == BPF_H ? 2 : 1;
    switch (BPF_MODE(each.code)) {
      case BPF_IMM:
        accumulator_ = each.k;
        return true;
      case BPF_MEM:
        accumulator_ = memory_[each.k];
        return true;
      case BPF_LEN:
        accumulator_ = static_cast<std::uint32_t>(message_.size());
        return true;
      case BPF_IND:
        return Read(std::size_t{index_} + each.k, size);
      default:
        if (each.k == kAttribute) return Find(accumulator_, message_.size());
        if (each.k == kNested) return FindNested();
        return Read(each.k, size);
    }
  }

  bool Read(std::size_t offset, std::size_t size) {
    if (offset > message_.size() || message_.size() - offset < size) return false;
    accumulator_ = 0;
    for (const std::byte byte : message_.subspan(offset, size))
      accumulator_ = accumulator_ << 8 | std::to_integer<std::uint32_t>(byte);
    return true;
  }

  // nla_find() of the kernel.
  bool Find(std::size_t start, std::size_t end) {
    accumulator_ = 0;
    struct nlattr attribute = {};
    while (start + sizeof(attribute) <= end) {
      std::memcpy(&attribute, message_.data() + start, sizeof(attribute));
      if (attribute.nla_len < sizeof(attribute) || attribute.nla_len > end - start) break;
      if ((attribute.nla_type & NLA_TYPE_MASK) == index_) {
        accumulator_ = static_cast<std::uint32_t>(start);
        break;
      }
      start += NLA_ALIGN(attribute.nla_len);
    }
    return true;
  }

  bool FindNested() {
    struct nlattr outer = {};
    const std::size_t start = std::exchange(accumulator_, 0);
    if (start + sizeof(outer) > message_.size()) return true;
    std::memcpy(&outer, message_.data() + start, sizeof(outer));
    if (outer.nla_len < sizeof(outer) || outer.nla_len > message_.size() - start) return true;
    return Find(start + sizeof(outer), start + outer.nla_len);
  }

  Bytes message_;
  std::uint32_t accumulator_ = 0;
  std::uint32_t index_ = 0;
  std::array<std::uint32_t, BPF_MEMWORDS> memory_ = {};
};

}  // namespace netwake::netlink

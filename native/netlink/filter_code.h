// Classic BPF as it is written down: instructions in order, and jumps forward to places that come later. See
// linux/filter.h and Documentation/networking/filter.rst of the kernel. The machine has an accumulator, an
// index register and 16 words of memory; it loads in network byte order, and a load outside the message ends
// it with a drop.
#pragma once

#include <linux/filter.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace netwake::netlink {

using FilterProgram = std::vector<struct sock_filter>;

// How many bytes of the message are kept.
enum class Verdict : std::uint32_t { kDrop = 0, kPass = 0xffffffff };

class FilterCode {
 public:
  // A place that jumps lead to. Conditional ones reach 255 instructions far, Jump() anywhere.
  struct Label {
    std::vector<std::size_t> jumps;
  };

  void Add(std::uint16_t code, std::uint32_t k = 0) { program_.push_back({code, 0, 0, k}); }

  // Into the accumulator.
  void LoadConstant(std::uint32_t value) { Add(BPF_LD | BPF_IMM, value); }
  void LoadMessageLength() { Add(BPF_LD | BPF_W | BPF_LEN); }
  void LoadMemory(std::uint32_t cell) { Add(BPF_LD | BPF_MEM, cell); }
  // `size` is BPF_W, BPF_H or BPF_B.
  void Load(std::uint16_t size, std::uint32_t offset) { Add(BPF_LD | BPF_ABS | size, offset); }
  // At the index register and so much further.
  void LoadIndexed(std::uint16_t size, std::uint32_t offset) { Add(BPF_LD | BPF_IND | size, offset); }
  // Where the first attribute of this type begins, of those that begin at `start`; 0 when there is none.
  void FindAttribute(std::uint32_t start, std::uint16_t type);
  // The same among those that are nested in the attribute at which the accumulator points.
  void FindNestedAttribute(std::uint16_t type);

  void StoreMemory(std::uint32_t cell) { Add(BPF_ST, cell); }
  void MoveToIndex() { Add(BPF_MISC | BPF_TAX); }

  void Return(Verdict verdict) { Add(BPF_RET | BPF_K, static_cast<std::uint32_t>(verdict)); }
  // `test` is BPF_JEQ, BPF_JGE, BPF_JGT or BPF_JSET with `k`.
  void ReturnIf(std::uint16_t test, std::uint32_t k, Verdict verdict);
  void ReturnUnless(std::uint16_t test, std::uint32_t k, Verdict verdict);
  void JumpIf(std::uint16_t test, std::uint32_t k, Label& target);
  void JumpUnless(std::uint16_t test, std::uint32_t k, Label& target);
  void Jump(Label& target);
  // The label's place is here.
  void Bind(const Label& label);

  std::size_t size() const { return program_.size(); }
  // Empty when the kernel would refuse it: too long, or a conditional jump that does not reach.
  FilterProgram Take() &&;

 private:
  FilterProgram program_;
  bool out_of_reach_ = false;
};

}  // namespace netwake::netlink

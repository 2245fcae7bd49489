#include "netlink/neighbour_filter.h"

#include <linux/neighbour.h>

#include <cstring>
#include <utility>

#include "netlink/filter_layout.h"

namespace netwake::netlink {

namespace {

constexpr std::uint32_t kNeighbourAttributes = kPayload + sizeof(struct ndmsg);

using Label = FilterCode::Label;

// Leaves in the index register where NDA_DST begins.
void FindDestination(FilterCode& code) {
  code.LoadMessageLength();
  code.ReturnUnless(BPF_JGE, kNeighbourAttributes, Verdict::kDrop);
  code.Load(BPF_H, offsetof(struct nlmsghdr, nlmsg_type));
  code.ReturnUnless(BPF_JEQ, Half(RTM_NEWNEIGH), Verdict::kDrop);
  code.FindAttribute(kNeighbourAttributes, NDA_DST);
  code.ReturnIf(BPF_JEQ, 0, Verdict::kDrop);
  code.MoveToIndex();
}

// Ends the program for this neighbour.
void Decide(FilterCode& code, const Neighbour& neighbour) {
  Label other;
  code.Load(BPF_B, kPayload + offsetof(struct ndmsg, ndm_family));
  code.JumpUnless(BPF_JEQ, neighbour.family, other);
  code.Load(BPF_W, kPayload + offsetof(struct ndmsg, ndm_ifindex));
  code.JumpUnless(BPF_JEQ, Word(neighbour.interface_index), other);
  const std::size_t size = AddressSize(neighbour.family);
  code.LoadIndexed(BPF_H, 0);
  code.JumpUnless(BPF_JEQ, Half(static_cast<unsigned>(RTA_LENGTH(size))), other);
  for (std::size_t at = 0; at < size; at += sizeof(std::uint32_t)) {
    std::uint32_t word = 0;
    std::memcpy(&word, neighbour.address + at, sizeof(word));
    code.LoadIndexed(BPF_W, static_cast<std::uint32_t>(RTA_LENGTH(at)));
    code.JumpUnless(BPF_JEQ, Word(word), other);
  }
  code.Load(BPF_H, kPayload + offsetof(struct ndmsg, ndm_state));
  code.ReturnIf(BPF_JSET, Half(neighbour.failed ? kAliveStates : kFailedStates), Verdict::kPass);
  code.Return(Verdict::kDrop);
  code.Bind(other);
}

}  // namespace

FilterProgram NeighbourFilter(std::span<const Neighbour> watched) {
  FilterCode code;
  if (!watched.empty()) FindDestination(code);
  for (const Neighbour& neighbour : watched) Decide(code, neighbour);
  code.Return(Verdict::kDrop);
  return std::move(code).Take();
}

}  // namespace netwake::netlink

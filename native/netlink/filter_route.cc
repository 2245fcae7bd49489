#include "netlink/filter_route.h"

#include <algorithm>
#include <iterator>

#include "netlink/filter_layout.h"

namespace netwake::netlink {

namespace {

using Label = FilterCode::Label;

// How far the first 32 bits of two addresses are shifted to the right until only the prefix is left.
void StorePrefixShift(FilterCode& code) {
  Label shorter, known;
  code.JumpUnless(BPF_JGE, 32, shorter);
  code.LoadConstant(0);
  code.Jump(known);
  code.Bind(shorter);
  code.Add(BPF_ALU | BPF_NEG);
  code.Add(BPF_ALU | BPF_ADD | BPF_K, 32);
  code.Bind(known);
  code.StoreMemory(kShift);
}

// Ends the program for routes of one family.
void DecideRouteOf(std::uint8_t family, FilterCode& code, const std::vector<FilterDestination>& all) {
  std::vector<FilterDestination> ours;
  std::copy_if(all.begin(), all.end(), std::back_inserter(ours),
               [=](const FilterDestination& each) { return each.family == family; });
  if (ours.empty()) return code.Return(Verdict::kDrop);
  const std::size_t address = family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr);
  code.Load(BPF_B, kPayload + offsetof(struct rtmsg, rtm_dst_len));
  code.ReturnIf(BPF_JEQ, 0, Verdict::kPass);
  StorePrefixShift(code);
  code.FindAttribute(kRouteAttributes, RTA_DST);
  code.ReturnIf(BPF_JEQ, 0, Verdict::kPass);
  code.MoveToIndex();
  code.LoadIndexed(BPF_H, 0);
  code.ReturnUnless(BPF_JEQ, Half(RTA_LENGTH(address)), Verdict::kPass);
  code.LoadIndexed(BPF_W, RTA_LENGTH(0));
  code.StoreMemory(kLeading);
  code.Add(BPF_LDX | BPF_MEM, kShift);
  for (const FilterDestination& destination : ours) {
    code.LoadMemory(kLeading);
    code.Add(BPF_ALU | BPF_XOR | BPF_K, destination.leading);
    code.Add(BPF_ALU | BPF_RSH | BPF_X);
    code.ReturnIf(BPF_JEQ, 0, Verdict::kPass);
  }
  code.Return(Verdict::kDrop);
}

}  // namespace

// Without RTA_OIF it has several ways, or none of its own: it passes.
void LoadRouteInterface(FilterCode& code) {
  code.FindAttribute(kRouteAttributes, RTA_OIF);
  code.ReturnIf(BPF_JEQ, 0, Verdict::kPass);
  code.MoveToIndex();
  code.LoadIndexed(BPF_H, 0);
  code.ReturnUnless(BPF_JEQ, Half(RTA_LENGTH(sizeof(std::uint32_t))), Verdict::kPass);
  code.LoadIndexed(BPF_W, RTA_LENGTH(0));
}

void DecideRoute(FilterCode& code, const std::vector<FilterDestination>& destinations) {
  code.Load(BPF_B, kPayload + offsetof(struct rtmsg, rtm_family));
  Label not_inet, not_inet6, inet, inet6;
  code.JumpUnless(BPF_JEQ, AF_INET, not_inet);
  code.Jump(inet);
  code.Bind(not_inet);
  code.JumpUnless(BPF_JEQ, AF_INET6, not_inet6);
  code.Jump(inet6);
  code.Bind(not_inet6);
  code.Return(Verdict::kPass);
  code.Bind(inet);
  DecideRouteOf(AF_INET, code, destinations);
  code.Bind(inet6);
  DecideRouteOf(AF_INET6, code, destinations);
}

}  // namespace netwake::netlink

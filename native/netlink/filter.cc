#include "netlink/filter.h"

#include <algorithm>

#include "netlink/filter_layout.h"
#include "netlink/filter_link.h"
#include "netlink/filter_route.h"

namespace netwake::netlink {

namespace {

// One conditional jump an index to a place behind them all.
constexpr std::size_t kIndexesInReach = 250;

using Label = FilterCode::Label;

// A datagram of a dump holds many messages, and only its first is seen here: it passes whole.
void Begin(FilterCode& code) {
  PassIfShorter(code, kPayload);
  code.Load(BPF_H, offsetof(struct nlmsghdr, nlmsg_flags));
  code.ReturnIf(BPF_JSET, Half(NLM_F_MULTI), Verdict::kPass);
  code.Load(BPF_H, offsetof(struct nlmsghdr, nlmsg_type));
  code.StoreMemory(kType);
}

void PassIndexes(FilterCode& code, const std::vector<std::uint32_t>& indexes) {
  for (std::size_t first = 0; first < indexes.size(); first += kIndexesInReach) {
    const std::size_t end = std::min(indexes.size(), first + kIndexesInReach);
    Label pass, next;
    for (std::size_t at = first; at < end; ++at) code.JumpIf(BPF_JEQ, Word(indexes[at]), pass);
    code.Jump(next);
    code.Bind(pass);
    code.Return(Verdict::kPass);
    code.Bind(next);
  }
}

// Ends the program for what is of no interface, or of several.
void LoadInterface(FilterCode& code) {
  Label link, address, route, loaded;
  code.JumpIf(BPF_JEQ, Half(RTM_NEWADDR), address);
  code.JumpIf(BPF_JEQ, Half(RTM_DELADDR), address);
  code.JumpIf(BPF_JEQ, Half(RTM_NEWROUTE), route);
  code.JumpIf(BPF_JEQ, Half(RTM_DELROUTE), route);
  code.JumpIf(BPF_JEQ, Half(RTM_NEWLINK), link);
  code.ReturnUnless(BPF_JEQ, Half(RTM_DELLINK), Verdict::kPass);
  code.Bind(link);
  DropWhatIsNoLink(code);
  code.Load(BPF_W, kPayload + offsetof(struct ifinfomsg, ifi_index));
  code.Jump(loaded);
  code.Bind(address);
  PassIfShorter(code, kAddressAttributes);
  code.Load(BPF_W, kPayload + offsetof(struct ifaddrmsg, ifa_index));
  code.Jump(loaded);
  code.Bind(route);
  LoadRouteInterface(code);
  code.Bind(loaded);
}

void DecideUnwatched(FilterCode& code, const Selection& selection, const FilterScope& scope) {
  Label route, link;
  code.LoadMemory(kType);
  code.ReturnIf(BPF_JEQ, Half(RTM_NEWADDR), Verdict::kDrop);
  code.ReturnIf(BPF_JEQ, Half(RTM_DELADDR), Verdict::kDrop);
  code.JumpIf(BPF_JEQ, Half(RTM_NEWROUTE), route);
  code.JumpIf(BPF_JEQ, Half(RTM_DELROUTE), route);
  code.Jump(link);
  code.Bind(route);
  if (scope.every_route) {
    code.Return(Verdict::kPass);
  } else {
    DecideRoute(code, scope.destinations);
  }
  code.Bind(link);
  DecideLink(code, selection);
}

}  // namespace

FilterProgram BasicFilter(const FilterScope& scope) {
  FilterCode code;
  Label link;
  Begin(code);
  if (!scope.link_local) DropLinkLocalRoutes(code);
  code.JumpIf(BPF_JEQ, Half(RTM_NEWLINK), link);
  code.JumpIf(BPF_JEQ, Half(RTM_DELLINK), link);
  code.Return(Verdict::kPass);
  code.Bind(link);
  DropWhatIsNoLink(code);
  code.Return(Verdict::kPass);
  return std::move(code).Take();
}

FilterProgram SelectingFilter(const Selection& selection, const FilterScope& scope) {
  FilterCode code;
  Begin(code);
  if (!scope.link_local) DropLinkLocalRoutes(code);
  LoadInterface(code);
  PassIndexes(code, scope.indexes);
  DecideUnwatched(code, selection, scope);
  return std::move(code).Take();
}

}  // namespace netwake::netlink

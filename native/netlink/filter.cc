#include "netlink/filter.h"

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstddef>

#include "netlink/filter_text.h"
#include "netlink/text.h"

namespace netwake::netlink {

namespace {

enum Cell : std::uint32_t { kType, kLength, kShift, kLeading };

constexpr std::uint32_t kPayload = NLMSG_HDRLEN;
constexpr std::uint32_t kLinkAttributes = kPayload + sizeof(struct ifinfomsg);
constexpr std::uint32_t kAddressAttributes = kPayload + sizeof(struct ifaddrmsg);
constexpr std::uint32_t kRouteAttributes = kPayload + sizeof(struct rtmsg);

// One conditional jump an index to a place behind them all.
constexpr std::size_t kIndexesInReach = 250;

using Label = FilterCode::Label;

// Numbers of the host as a load in network byte order reads them.
std::uint32_t Half(unsigned value) { return htons(static_cast<std::uint16_t>(value)); }
std::uint32_t Word(std::uint32_t value) { return htonl(value); }

void PassIfShorter(FilterCode& code, std::uint32_t length) {
  code.LoadMessageLength();
  code.ReturnUnless(BPF_JGE, length, Verdict::kPass);
}

// A datagram of a dump holds many messages, and only its first is seen here: it passes whole.
void Begin(FilterCode& code) {
  PassIfShorter(code, kPayload);
  code.Load(BPF_H, offsetof(struct nlmsghdr, nlmsg_flags));
  code.ReturnIf(BPF_JSET, Half(NLM_F_MULTI), Verdict::kPass);
  code.Load(BPF_H, offsetof(struct nlmsghdr, nlmsg_type));
  code.StoreMemory(kType);
}

// Falls through for what is about an interface as such. A wireless statistic (wireless_send_event() in the
// kernel) has IFLA_IFNAME and IFLA_WIRELESS alone. IFLA_MTU is looked for first, for every other has it, near
// its beginning.
void DropWhatIsNoLink(FilterCode& code) {
  PassIfShorter(code, kLinkAttributes);
  code.Load(BPF_B, kPayload + offsetof(struct ifinfomsg, ifi_family));
  code.ReturnIf(BPF_JEQ, AF_BRIDGE, Verdict::kDrop);
  code.ReturnUnless(BPF_JEQ, AF_UNSPEC, Verdict::kPass);
  Label link;
  code.LoadMemory(kType);
  code.JumpUnless(BPF_JEQ, Half(RTM_NEWLINK), link);
  code.FindAttribute(kLinkAttributes, IFLA_MTU);
  code.JumpUnless(BPF_JEQ, 0, link);
  code.FindAttribute(kLinkAttributes, IFLA_WIRELESS);
  code.ReturnUnless(BPF_JEQ, 0, Verdict::kDrop);
  code.Bind(link);
}

// Without RTA_OIF it has several ways, or none of its own: it passes.
void LoadRouteInterface(FilterCode& code) {
  PassIfShorter(code, kRouteAttributes);
  code.FindAttribute(kRouteAttributes, RTA_OIF);
  code.ReturnIf(BPF_JEQ, 0, Verdict::kPass);
  code.MoveToIndex();
  code.LoadIndexed(BPF_H, 0);
  code.ReturnUnless(BPF_JEQ, Half(RTA_LENGTH(sizeof(std::uint32_t))), Verdict::kPass);
  code.LoadIndexed(BPF_W, RTA_LENGTH(0));
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
void DecideRoute(FilterCode& code, const std::vector<FilterDestination>& all, std::uint8_t family) {
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

void DecideRoutes(FilterCode& code, const std::vector<FilterDestination>& destinations) {
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
  DecideRoute(code, destinations, AF_INET);
  code.Bind(inet6);
  DecideRoute(code, destinations, AF_INET6);
}

// Drops what none of the preferred names is the name of. One that can't be compared lets all pass.
void DropUnpreferred(FilterCode& code, const std::vector<std::string>& names) {
  std::vector<TextPattern> patterns;
  for (const std::string& name : names) {
    const auto pattern = TextPattern::OfText(name);
    if (!pattern) return;
    patterns.push_back(*pattern);
  }
  if (patterns.empty()) return;
  Label preferred;
  for (const TextPattern& pattern : patterns) {
    Label next;
    pattern.Compare(code, kLength, next);
    code.Jump(preferred);
    code.Bind(next);
  }
  code.Return(Verdict::kDrop);
  code.Bind(preferred);
}

void DropMatching(FilterCode& code, const std::optional<TextPattern>& pattern) {
  if (!pattern) return;
  Label next;
  pattern->Compare(code, kLength, next);
  code.Return(Verdict::kDrop);
  code.Bind(next);
}

// An interface without IFLA_INFO_KIND is named after its hardware.
void DropHardwareKinds(FilterCode& code, const std::vector<std::string>& kinds) {
  const std::string others = HardwareTypeText(0xffff);
  code.Load(BPF_H, kPayload + offsetof(struct ifinfomsg, ifi_type));
  for (const HardwareType& known : HardwareTypes()) {
    const bool ignored = std::find(kinds.begin(), kinds.end(), known.text) != kinds.end();
    code.ReturnIf(BPF_JEQ, Half(known.type), ignored ? Verdict::kDrop : Verdict::kPass);
  }
  const bool ignored = std::find(kinds.begin(), kinds.end(), others) != kinds.end();
  code.Return(ignored ? Verdict::kDrop : Verdict::kPass);
}

// Ends the program.
void DecideKind(FilterCode& code, const std::vector<std::string>& kinds) {
  if (kinds.empty()) return code.Return(Verdict::kPass);
  Label has_info, has_kind, is_named, hardware;
  code.FindAttribute(kLinkAttributes, IFLA_LINKINFO);
  code.JumpUnless(BPF_JEQ, 0, has_info);
  code.Jump(hardware);
  code.Bind(has_info);
  code.FindNestedAttribute(IFLA_INFO_KIND);
  code.JumpUnless(BPF_JEQ, 0, has_kind);
  code.Jump(hardware);
  code.Bind(has_kind);
  code.MoveToIndex();
  LoadTextLength(code, kLength);
  Label is_empty;
  code.JumpIf(BPF_JEQ, 0, is_empty);
  code.LoadIndexed(BPF_B, NLA_HDRLEN);
  code.JumpUnless(BPF_JEQ, 0, is_named);
  code.Bind(is_empty);
  code.Jump(hardware);
  code.Bind(is_named);
  for (const std::string& kind : kinds) DropMatching(code, TextPattern::OfText(kind));
  code.Return(Verdict::kPass);
  code.Bind(hardware);
  DropHardwareKinds(code, kinds);
}

// Ends the program for links whose index is not watched.
void DecideLink(FilterCode& code, const Selection& selection) {
  code.FindAttribute(kLinkAttributes, IFLA_IFNAME);
  code.ReturnIf(BPF_JEQ, 0, Verdict::kPass);
  code.MoveToIndex();
  LoadTextLength(code, kLength);
  DropUnpreferred(code, selection.preferred());
  for (const std::string& pattern : selection.patterns()) DropMatching(code, TextPattern::OfGlob(pattern));
  DecideKind(code, selection.kinds());
}

}  // namespace

FilterProgram BasicFilter() {
  FilterCode code;
  Label link;
  Begin(code);
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
  Label link, address, route, known;
  Begin(code);
  code.JumpIf(BPF_JEQ, Half(RTM_NEWADDR), address);
  code.JumpIf(BPF_JEQ, Half(RTM_DELADDR), address);
  code.JumpIf(BPF_JEQ, Half(RTM_NEWROUTE), route);
  code.JumpIf(BPF_JEQ, Half(RTM_DELROUTE), route);
  code.JumpIf(BPF_JEQ, Half(RTM_NEWLINK), link);
  code.ReturnUnless(BPF_JEQ, Half(RTM_DELLINK), Verdict::kPass);
  code.Bind(link);
  DropWhatIsNoLink(code);
  code.Load(BPF_W, kPayload + offsetof(struct ifinfomsg, ifi_index));
  code.Jump(known);
  code.Bind(address);
  PassIfShorter(code, kAddressAttributes);
  code.Load(BPF_W, kPayload + offsetof(struct ifaddrmsg, ifa_index));
  code.Jump(known);
  code.Bind(route);
  LoadRouteInterface(code);
  code.Bind(known);
  PassIndexes(code, scope.indexes);
  Label is_route, is_link;
  code.LoadMemory(kType);
  code.ReturnIf(BPF_JEQ, Half(RTM_NEWADDR), Verdict::kDrop);
  code.ReturnIf(BPF_JEQ, Half(RTM_DELADDR), Verdict::kDrop);
  code.JumpIf(BPF_JEQ, Half(RTM_NEWROUTE), is_route);
  code.JumpIf(BPF_JEQ, Half(RTM_DELROUTE), is_route);
  code.Jump(is_link);
  code.Bind(is_route);
  DecideRoutes(code, scope.destinations);
  code.Bind(is_link);
  DecideLink(code, selection);
  return std::move(code).Take();
}

}  // namespace netwake::netlink

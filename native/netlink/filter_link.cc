#include "netlink/filter_link.h"

#include <algorithm>
#include <optional>

#include "netlink/filter_layout.h"
#include "netlink/filter_text.h"
#include "netlink/text.h"

namespace netwake::netlink {

namespace {

using Label = FilterCode::Label;

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

}  // namespace

// A wireless statistic (wireless_send_event() in the
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

void DecideLink(FilterCode& code, const Selection& selection) {
  code.FindAttribute(kLinkAttributes, IFLA_IFNAME);
  code.ReturnIf(BPF_JEQ, 0, Verdict::kPass);
  code.MoveToIndex();
  LoadTextLength(code, kLength);
  DropUnpreferred(code, selection.preferred());
  for (const std::string& pattern : selection.patterns()) DropMatching(code, TextPattern::OfGlob(pattern));
  DecideKind(code, selection.kinds());
}

}  // namespace netwake::netlink

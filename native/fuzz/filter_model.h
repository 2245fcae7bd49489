// The rule of the filter, said once more and plainly: what it passes of a datagram's first message.
#pragma once

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "netlink/filter.h"
#include "netlink/parser.h"
#include "netlink/text.h"

namespace netwake::fuzz {

using netlink::Bytes;
using Text = std::optional<std::string>;

class FilterModel {
 public:
  FilterModel(const netlink::Selection& selection, const netlink::FilterScope& scope)
      : selection_(selection), scope_(scope) {}

  bool Passes(Bytes datagram) const {
    nlmsghdr header = {};
    if (!Read(datagram, header) || (header.nlmsg_flags & NLM_F_MULTI) != 0) return true;
    const Bytes rest = datagram.subspan(sizeof(header));
    switch (header.nlmsg_type) {
      case RTM_NEWLINK:
      case RTM_DELLINK:
        return PassesLink(header.nlmsg_type, rest);
      case RTM_NEWADDR:
      case RTM_DELADDR: {
        ifaddrmsg address = {};
        return !Read(rest, address) || Chooses(address.ifa_index);
      }
      case RTM_NEWROUTE:
      case RTM_DELROUTE:
        return (scope_.link_local || !IsLinkLocalRoute(rest)) && PassesRoute(rest);
      default:
        return true;
    }
  }

 private:
  template <typename Value>
  static bool Read(Bytes bytes, Value& value) {
    if (bytes.size() < sizeof(value)) return false;
    std::memcpy(&value, bytes.data(), sizeof(value));
    return true;
  }

  static std::optional<Bytes> Find(Bytes attributes, std::uint16_t wanted) {
    netlink::AttributeReader reader(attributes);
    std::uint16_t type = 0;
    Bytes payload;
    while (reader.Next(type, payload)) {
      if (type == wanted) return payload;
    }
    return std::nullopt;
  }

  bool Chooses(std::uint32_t index) const {
    return selection_.all() ||
           std::find(scope_.indexes.begin(), scope_.indexes.end(), index) != scope_.indexes.end();
  }

  static bool IsLinkLocalRoute(Bytes rest) {
    rtmsg route = {};
    if (!Read(rest, route)) return false;
    const auto destination = Find(rest.subspan(sizeof(route)), RTA_DST);
    return destination && netlink::IsLinkLocal(route.rtm_family, route.rtm_dst_len, *destination);
  }

  bool PassesLink(std::uint16_t type, Bytes rest) const {
    ifinfomsg link = {};
    if (!Read(rest, link)) return true;
    if (link.ifi_family != AF_UNSPEC) return link.ifi_family != AF_BRIDGE;
    const Bytes attributes = rest.subspan(sizeof(link));
    if (type == RTM_NEWLINK && !Find(attributes, IFLA_MTU) && Find(attributes, IFLA_WIRELESS)) return false;
    if (Chooses(static_cast<std::uint32_t>(link.ifi_index))) return true;
    const auto name = Find(attributes, IFLA_IFNAME);
    if (!name || TooLong(*name)) return true;
    if (IsUnpreferred(netlink::TextOf(*name)) || IsIgnored(netlink::TextOf(*name))) return false;
    if (selection_.kinds().empty()) return true;
    const auto info = Find(attributes, IFLA_LINKINFO);
    const auto kind = info ? Find(*info, IFLA_INFO_KIND) : std::nullopt;
    if (kind && TooLong(*kind)) return true;
    const std::string text = kind ? netlink::TextOf(*kind) : std::string();
    return !Has(selection_.kinds(), text.empty() ? netlink::HardwareTypeText(link.ifi_type) : text);
  }

  // Such a length has two bytes, of which the filter looks at one.
  static bool TooLong(Bytes text) { return text.size() + NLA_HDRLEN > 0xff; }
  static bool Has(const std::vector<std::string>& texts, const std::string& text) {
    return std::find(texts.begin(), texts.end(), text) != texts.end();
  }
  static bool IsCompared(const std::string& text) {
    return text.size() <= 64 && text.find('\0') == std::string::npos;
  }

  bool IsUnpreferred(const std::string& name) const {
    const auto& preferred = selection_.preferred();
    return !preferred.empty() && std::all_of(preferred.begin(), preferred.end(), IsCompared) &&
           !Has(preferred, name);
  }

  // What the filter can decide: no `*` but at the end, and `?` for ASCII alone.
  bool IsIgnored(const std::string& name) const {
    return std::any_of(selection_.patterns().begin(), selection_.patterns().end(),
                       [&](const std::string& pattern) { return Covers(pattern, name); });
  }
  static bool Covers(std::string pattern, const std::string& name) {
    const bool open = pattern.ends_with('*');
    while (pattern.ends_with('*')) pattern.pop_back();
    if (pattern.find('*') != std::string::npos || !IsCompared(pattern)) return false;
    if (open ? name.size() < pattern.size() : name.size() != pattern.size()) return false;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
      const bool ascii = static_cast<unsigned char>(name[at]) < 0x80;
      if (pattern[at] == '?' ? !ascii : pattern[at] != name[at]) return false;
    }
    return true;
  }

  bool PassesRoute(Bytes rest) const {
    rtmsg route = {};
    if (!Read(rest, route)) return true;
    const Bytes attributes = rest.subspan(sizeof(route));
    const auto output = Find(attributes, RTA_OIF);
    std::uint32_t index = 0;
    if (!output || output->size() != sizeof(index) || !Read(*output, index) || Chooses(index)) return true;
    if (scope_.every_route) return true;
    if (route.rtm_family != AF_INET && route.rtm_family != AF_INET6) return true;
    const auto& all = scope_.destinations;
    if (std::none_of(all.begin(), all.end(),
                     [&](const auto& each) { return each.family == route.rtm_family; }))
      return false;
    const auto destination = Find(attributes, RTA_DST);
    if (route.rtm_dst_len == 0 || !destination) return true;
    if (destination->size() != (route.rtm_family == AF_INET ? 4 : 16)) return true;
    return std::any_of(all.begin(), all.end(), [&](const auto& each) {
      return each.family == route.rtm_family && Leads(*destination, route.rtm_dst_len, each.leading);
    });
  }

  // Bit by bit, 32 of them at most.
  static bool Leads(Bytes destination, unsigned length, std::uint32_t leading) {
    for (unsigned bit = 0; bit < std::min(length, 32u); ++bit) {
      const auto ours = std::to_integer<unsigned>(destination[bit / 8]) >> (7 - bit % 8) & 1;
      if (ours != (leading >> (31 - bit) & 1)) return false;
    }
    return true;
  }

  const netlink::Selection& selection_;
  const netlink::FilterScope& scope_;
};

}  // namespace netwake::fuzz

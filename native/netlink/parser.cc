#include "netlink/parser.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "netlink/text.h"

namespace netwake::netlink {

namespace {

// Attributes are aligned to 4 bytes only, so 64-bit values are copied, never cast.
template <typename Value>
bool Read(Bytes bytes, Value& value) {
  if (bytes.size() < sizeof(Value)) return false;
  std::memcpy(&value, bytes.data(), sizeof(Value));
  return true;
}

std::size_t Align(std::size_t length) {
  return (length + NLMSG_ALIGNTO - 1) & ~std::size_t{NLMSG_ALIGNTO - 1};
}

template <typename Header>
bool ReadHeader(const RawMessage& message, Header& header, Bytes& attributes) {
  if (!Read(message.payload, header)) return false;
  attributes = message.payload.subspan(std::min(Align(sizeof(Header)), message.payload.size()));
  return true;
}

std::string InfoKind(Bytes link_info) {
  AttributeReader nested(link_info);
  std::uint16_t type = 0;
  Bytes payload;
  while (nested.Next(type, payload)) {
    if (type == IFLA_INFO_KIND) return TextOf(payload);
  }
  return {};
}

void ReadStatistics(Bytes payload, LinkMessage& link) {
  // Newer kernels append fields, older ones lack some: the eight that are wanted have been there
  // since 2.6.35.
  struct rtnl_link_stats64 stats = {};
  constexpr std::size_t kWanted = offsetof(struct rtnl_link_stats64, tx_dropped) + sizeof(stats.tx_dropped);
  if (payload.size() < kWanted) return;
  std::memcpy(&stats, payload.data(), std::min(payload.size(), sizeof(stats)));
  InterfaceStatistics& out = link.statistics;
  out.rx_bytes = stats.rx_bytes;
  out.tx_bytes = stats.tx_bytes;
  out.rx_packets = stats.rx_packets;
  out.tx_packets = stats.tx_packets;
  out.rx_errors = stats.rx_errors;
  out.tx_errors = stats.tx_errors;
  out.rx_dropped = stats.rx_dropped;
  out.tx_dropped = stats.tx_dropped;
  link.has_statistics = true;
}

void ReadLinkAttribute(std::uint16_t type, Bytes payload, LinkMessage& link, bool& has_mtu) {
  LinkRecord& record = link.record;
  switch (type) {
    case IFLA_IFNAME:
      record.name = TextOf(payload);
      break;
    case IFLA_MTU:
      has_mtu = Read(payload, record.mtu);
      break;
    case IFLA_ADDRESS:
      record.mac = HardwareAddress(payload);
      break;
    case IFLA_OPERSTATE:
      Read(payload, record.oper_state);
      break;
    case IFLA_LINKINFO:
      record.kind = InfoKind(payload);
      break;
    case IFLA_STATS64:
      ReadStatistics(payload, link);
      break;
    default:
      break;
  }
}

std::string PrefixText(const struct rtmsg& header, Bytes address) {
  const std::string text = AddressText(header.rtm_family, address);
  return text.empty() ? "default" : text + "/" + std::to_string(header.rtm_dst_len);
}

}  // namespace

bool MessageReader::Next(RawMessage& message) {
  struct nlmsghdr header = {};
  if (rest_.empty()) return false;
  if (!Read(rest_, header) || header.nlmsg_len < sizeof(header) || header.nlmsg_len > rest_.size()) {
    malformed_ = true;
    return false;
  }
  message.type = header.nlmsg_type;
  message.flags = header.nlmsg_flags;
  message.sequence = header.nlmsg_seq;
  message.port = header.nlmsg_pid;
  message.payload = rest_.subspan(sizeof(header), header.nlmsg_len - sizeof(header));
  rest_ = rest_.subspan(std::min(Align(header.nlmsg_len), rest_.size()));
  return true;
}

bool AttributeReader::Next(std::uint16_t& type, Bytes& payload) {
  struct rtattr header = {};
  if (!Read(rest_, header) || header.rta_len < sizeof(header) || header.rta_len > rest_.size()) return false;
  type = header.rta_type & NLA_TYPE_MASK;
  payload = rest_.subspan(sizeof(header), header.rta_len - sizeof(header));
  rest_ = rest_.subspan(std::min(Align(header.rta_len), rest_.size()));
  return true;
}

std::optional<LinkMessage> ParseLink(const RawMessage& message) {
  struct ifinfomsg header = {};
  Bytes attributes;
  if (!ReadHeader(message, header, attributes)) return std::nullopt;
  if (header.ifi_family != AF_UNSPEC || header.ifi_index <= 0) return std::nullopt;
  LinkMessage link;
  link.deleted = message.type == RTM_DELLINK;
  link.record.index = static_cast<std::uint32_t>(header.ifi_index);
  link.record.loopback = (header.ifi_flags & IFF_LOOPBACK) != 0;
  link.record.up = (header.ifi_flags & IFF_UP) != 0;
  link.record.carrier = (header.ifi_flags & IFF_LOWER_UP) != 0 && (header.ifi_flags & IFF_RUNNING) != 0;
  bool has_mtu = false;
  AttributeReader reader(attributes);
  std::uint16_t type = 0;
  Bytes payload;
  while (reader.Next(type, payload)) ReadLinkAttribute(type, payload, link, has_mtu);
  if (!link.deleted && !has_mtu) return std::nullopt;
  if (link.record.kind.empty()) link.record.kind = HardwareTypeText(header.ifi_type);
  return link;
}

std::optional<AddressMessage> ParseAddress(const RawMessage& message) {
  struct ifaddrmsg header = {};
  Bytes attributes;
  if (!ReadHeader(message, header, attributes)) return std::nullopt;
  std::uint32_t flags = header.ifa_flags;
  Bytes local, address;
  bool expired_preference = false;
  AttributeReader reader(attributes);
  std::uint16_t type = 0;
  Bytes payload;
  while (reader.Next(type, payload)) {
    if (type == IFA_LOCAL) local = payload;
    if (type == IFA_ADDRESS) address = payload;
    if (type == IFA_FLAGS) Read(payload, flags);
    struct ifa_cacheinfo lifetimes = {};
    if (type == IFA_CACHEINFO && Read(payload, lifetimes)) expired_preference = lifetimes.ifa_prefered == 0;
  }
  AddressMessage result;
  result.deleted = message.type == RTM_DELADDR;
  AddressRecord& record = result.record;
  record.index = header.ifa_index;
  record.family = header.ifa_family;
  // On a point-to-point link IFA_ADDRESS is the other end.
  record.address = AddressText(header.ifa_family, local);
  if (record.address.empty()) record.address = AddressText(header.ifa_family, address);
  record.prefix_length = header.ifa_prefixlen;
  record.scope = header.ifa_scope;
  const bool pending = (flags & IFA_F_TENTATIVE) != 0 && (flags & IFA_F_OPTIMISTIC) == 0;
  record.tentative = pending || (flags & IFA_F_DADFAILED) != 0;
  record.deprecated = (flags & IFA_F_DEPRECATED) != 0 || expired_preference;
  if (record.address.empty()) return std::nullopt;
  return result;
}

bool IsLinkLocal(std::uint8_t family, std::uint8_t length, Bytes address) {
  if (family != AF_INET6 || address.size() != sizeof(struct in6_addr)) return false;
  const auto first = std::to_integer<unsigned>(address[0]);
  const auto second = std::to_integer<unsigned>(address[1]);
  return (length >= 8 && first == 0xff) || (length >= 10 && first == 0xfe && (second & 0xc0) == 0x80);
}

std::optional<RouteMessage> ParseRoute(const RawMessage& message) {
  struct rtmsg header = {};
  Bytes attributes;
  if (!ReadHeader(message, header, attributes) || (header.rtm_flags & RTM_F_CLONED) != 0) return std::nullopt;
  RouteMessage route;
  RouteHint& hint = route.hint;
  hint.deleted = message.type == RTM_DELROUTE;
  hint.family = header.rtm_family;
  hint.table = header.rtm_table;
  hint.destination = "default";
  AttributeReader reader(attributes);
  std::uint16_t type = 0;
  Bytes payload;
  while (reader.Next(type, payload)) {
    if (type == RTA_DST) {
      route.link_local = IsLinkLocal(header.rtm_family, header.rtm_dst_len, payload);
      hint.destination = route.link_local ? "" : PrefixText(header, payload);
    }
    if (type == RTA_GATEWAY) hint.gateway = AddressText(header.rtm_family, payload);
    if (type == RTA_OIF) Read(payload, hint.interface_index);
    if (type == RTA_TABLE) Read(payload, hint.table);
  }
  return route;
}

std::optional<RouteAnswer> ParseRouteAnswer(const RawMessage& message) {
  struct rtmsg header = {};
  Bytes attributes;
  if (!ReadHeader(message, header, attributes)) return std::nullopt;
  RouteAnswer answer;
  answer.error = RouteTypeError(header.rtm_type);
  answer.local = header.rtm_type == RTN_LOCAL;
  AttributeReader reader(attributes);
  std::uint16_t type = 0;
  Bytes payload;
  while (reader.Next(type, payload)) {
    if (type == RTA_OIF) Read(payload, answer.interface_index);
    if (type == RTA_PREFSRC) answer.source = AddressText(header.rtm_family, payload);
    if (type == RTA_GATEWAY) answer.gateway = AddressText(header.rtm_family, payload);
    // An IPv4 route through an IPv6 gateway (RFC 5549) has RTA_VIA: a family and the address.
    struct rtvia via = {};
    if (type == RTA_VIA && Read(payload, via)) {
      answer.gateway = AddressText(static_cast<std::uint8_t>(via.rtvia_family), payload.subspan(sizeof(via)));
    }
  }
  return answer;
}

std::optional<int> ParseErrorCode(const RawMessage& message) {
  // The kernel's MAX_ERRNO. Callers negate the code, so INT32_MIN above all must not pass.
  constexpr std::int32_t kLastErrno = 4095;
  std::int32_t code = 0;
  if (!Read(message.payload, code) || code > 0 || code < -kLastErrno) return std::nullopt;
  return code;
}

}  // namespace netwake::netlink

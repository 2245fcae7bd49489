#include "netlink/tape.h"

#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <cstring>
#include <string_view>

#include "netlink/request.h"

namespace netwake::netlink {

namespace {

// What the kernel puts into one datagram of a dump, about.
constexpr std::size_t kRowsPerDatagram = 64;

void Text(Request& message, std::uint16_t type, std::string_view text) {
  const std::string terminated(text);
  message.Attribute(type, terminated.c_str(), terminated.size() + 1);
}

std::vector<std::byte> KindAttribute(const std::string& kind) {
  const struct rtattr header = {static_cast<std::uint16_t>(sizeof(struct rtattr) + kind.size() + 1),
                                IFLA_INFO_KIND};
  std::vector<std::byte> attribute(header.rta_len);
  std::memcpy(attribute.data(), &header, sizeof(header));
  std::memcpy(attribute.data() + sizeof(header), kind.c_str(), kind.size() + 1);
  return attribute;
}

void Append(Request& request, const LinkRecord& link, std::uint32_t sequence) {
  struct ifinfomsg header = {};
  header.ifi_index = static_cast<int>(link.index);
  header.ifi_flags = (link.loopback ? unsigned{IFF_LOOPBACK} : 0U) | (link.up ? unsigned{IFF_UP} : 0U) |
                     (link.carrier ? unsigned{IFF_RUNNING} | IFF_LOWER_UP : 0U);
  request.Begin(RTM_NEWLINK, NLM_F_MULTI, sequence, header);
  Text(request, IFLA_IFNAME, link.name);
  request.Attribute(IFLA_MTU, &link.mtu, sizeof(link.mtu));
  request.Attribute(IFLA_OPERSTATE, &link.oper_state, sizeof(link.oper_state));
  const auto mac = link.mac.bytes();
  if (!mac.empty()) request.Attribute(IFLA_ADDRESS, mac.data(), mac.size());
  const std::vector<std::byte> kind = KindAttribute(link.kind);
  request.Attribute(IFLA_LINKINFO, kind.data(), kind.size());
}

void Append(Request& request, const AddressRecord& address, std::uint32_t sequence) {
  struct ifaddrmsg header = {};
  header.ifa_family = address.family;
  header.ifa_prefixlen = address.prefix_length;
  header.ifa_scope = address.scope;
  header.ifa_index = address.index;
  request.Begin(RTM_NEWADDR, NLM_F_MULTI, sequence, header);
  std::byte bytes[sizeof(struct in6_addr)] = {};
  inet_pton(address.family, address.address.c_str(), bytes);
  request.Attribute(IFA_ADDRESS, bytes, address.family == AF_INET6 ? sizeof(bytes) : sizeof(struct in_addr));
  const std::uint32_t flags =
      (address.tentative ? IFA_F_TENTATIVE : 0U) | (address.deprecated ? IFA_F_DEPRECATED : 0U);
  request.Attribute(IFA_FLAGS, &flags, sizeof(flags));
}

template <typename Rows, typename RecordOf>
void AppendPart(const Rows& rows, std::uint32_t sequence, RecordOf record_of,
                std::vector<std::vector<std::byte>>& datagrams) {
  Request request;
  std::size_t count = 0;
  const auto flush = [&] {
    datagrams.emplace_back(request.bytes().begin(), request.bytes().end());
    request = {};
  };
  for (const auto& row : rows) {
    Append(request, record_of(row), sequence);
    if (++count % kRowsPerDatagram == 0) flush();
  }
  request.Begin(NLMSG_DONE, NLM_F_MULTI, sequence, std::int32_t{0});
  flush();
}

}  // namespace

Failure TakeOutcome(ReceiveOutcome outcome, Bytes datagram, Assembler& assembler, Counters& counters,
                    Batch& batch) {
  switch (outcome) {
    case ReceiveOutcome::kDatagram:
      return assembler.Take(datagram, batch);
    case ReceiveOutcome::kForeign:
      ++counters.dropped;
      return {};
    case ReceiveOutcome::kTruncated:
      assembler.Lose("truncated-datagram");
      return {};
    case ReceiveOutcome::kOverflow:
      ++counters.overflows;
      assembler.Lose("receive-buffer-overflow");
      return {};
    case ReceiveOutcome::kDrained:
      // Only a drained socket is sure to have room for the dump; until then the kernel goes on dropping in
      // silence.
      return assembler.dump_wanted() ? assembler.BeginDump() : Failure{};
    case ReceiveOutcome::kFailed:
      return {};
  }
  return {};
}

Failure Play(const TapeEntry& entry, Assembler& assembler, Counters& counters, Batch& batch) {
  if (!entry.catch_up) return TakeOutcome(entry.outcome, entry.datagram, assembler, counters, batch);
  return assembler.CatchUp() ? assembler.BeginDump() : Failure{};
}

std::vector<std::vector<std::byte>> DumpOf(const Table& table, std::uint32_t link_sequence,
                                           std::uint32_t address_sequence) {
  Batch all;
  table.AppendAll(all);
  std::vector<std::vector<std::byte>> datagrams;
  AppendPart(all.links, link_sequence, [](const LinkChange& change) { return change.record; }, datagrams);
  AppendPart(all.addresses, address_sequence, [](const AddressRecord& record) { return record; }, datagrams);
  return datagrams;
}

}  // namespace netwake::netlink

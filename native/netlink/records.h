// What the netlink side hands to its owner: plain values, no I/O, no Node. Field by field the same as
// lib/sources/contract.ts, which documents them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace netwake::netlink {

// A link-layer address, kept as it came: text is made of it at the boundary only, for most are never looked
// at.
class HardwareAddress {
 public:
  HardwareAddress() = default;
  // All zeroes is how lo and tun say that they have none.
  explicit HardwareAddress(std::span<const std::byte> bytes) {
    const auto taken = bytes.first(std::min(bytes.size(), bytes_.size()));
    if (std::all_of(taken.begin(), taken.end(), [](std::byte byte) { return byte == std::byte{0}; })) return;
    std::copy(taken.begin(), taken.end(), bytes_.begin());
    size_ = taken.size();
  }
  std::span<const std::byte> bytes() const { return {bytes_.data(), size_}; }
  bool operator==(const HardwareAddress&) const = default;

 private:
  std::array<std::byte, 32> bytes_ = {};  // MAX_ADDR_LEN of linux/netdevice.h
  std::size_t size_ = 0;
};

struct LinkRecord {
  std::uint32_t index = 0;
  std::string name;
  std::string kind;  // IFLA_INFO_KIND, else named after ARPHRD_*
  bool loopback = false;
  bool up = false;              // IFF_UP
  bool carrier = false;         // IFF_LOWER_UP and IFF_RUNNING
  std::uint8_t oper_state = 0;  // IF_OPER_*
  std::uint32_t mtu = 0;
  HardwareAddress mac;
  bool operator==(const LinkRecord&) const = default;
};

struct LinkChange {
  LinkRecord record;
  // Of a link that the reader knows nothing but `up`, `carrier` and `oper_state` has changed.
  bool state_only = false;
};

struct AddressRecord {
  std::uint32_t index = 0;
  std::uint8_t family = 0;  // AF_INET or AF_INET6
  std::string address;      // IFA_LOCAL before IFA_ADDRESS
  std::uint8_t prefix_length = 0;
  std::uint8_t scope = 0;  // RT_SCOPE_*
  bool tentative = false;  // IFA_F_TENTATIVE or IFA_F_DADFAILED, unless IFA_F_OPTIMISTIC
  bool deprecated = false;
  bool operator==(const AddressRecord&) const = default;
};

struct PathQuery {
  std::uint32_t id = 0;
  std::uint8_t family = 0;
  std::uint8_t address[16] = {};
  std::uint32_t interface_index = 0;  // 0: any
};

struct PathRecord {
  std::uint32_t id = 0;
  int error = 0;  // positive errno, 0 when there is a way
  bool local = false;
  std::uint32_t interface_index = 0;
  std::string gateway;  // empty when on-link
  std::string source;   // empty when the kernel named none
  bool operator==(const PathRecord&) const = default;
};

struct RouteHint {
  bool deleted = false;
  std::uint8_t family = 0;
  std::string destination;  // "default" or "ADDRESS/LENGTH"
  std::string gateway;
  std::uint32_t interface_index = 0;
  std::uint32_t table = 0;
};

struct InterfaceStatistics {
  std::string name;
  bool up = false;
  std::uint64_t rx_bytes = 0, tx_bytes = 0, rx_packets = 0, tx_packets = 0;
  std::uint64_t rx_errors = 0, tx_errors = 0, rx_dropped = 0, tx_dropped = 0;
  std::uint32_t mtu = 0;
  HardwareAddress mac;
  bool loopback = false;
};

// A net difference: whoever reads it takes the removals in first, then the additions in their order.
struct Batch {
  std::vector<LinkChange> links;
  std::vector<std::uint32_t> removed_links;
  std::vector<AddressRecord> addresses;
  std::vector<AddressRecord> removed_addresses;
  std::vector<PathRecord> paths;
  std::vector<RouteHint> routes;
  const char* resync = nullptr;  // why a dump was made, when this batch is its outcome
  bool ready = false;            // the first dump is complete
  bool empty() const {
    return links.empty() && removed_links.empty() && addresses.empty() && removed_addresses.empty() &&
           paths.empty() && routes.empty() && resync == nullptr && !ready;
  }
  void clear();  // keeps the vectors' capacity
};

struct Counters {
  std::uint64_t messages = 0;
  std::uint64_t wakeups = 0;
  std::uint64_t resyncs = 0;
  std::uint64_t overflows = 0;
  std::uint64_t dropped = 0;
  std::uint64_t audits = 0;  // dumps made to compare the view with the kernel
  std::uint64_t drifts = 0;  // records that an audit found to be wrong
  std::uint32_t receive_buffer_bytes = 0;
};

}  // namespace netwake::netlink

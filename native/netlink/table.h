// What the kernel is known to have: links and addresses, each seen in some generation. A dump is a new
// generation; what it did not see is swept away at its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>

#include "netlink/messages.h"

namespace netwake::netlink {

class Table {
 public:
  // What tells one address from another.
  using AddressKey = std::tuple<std::uint32_t, std::uint8_t, std::string, std::uint8_t>;
  static AddressKey KeyOf(const AddressRecord& address) {
    return {address.index, address.family, address.address, address.prefix_length};
  }

  // Each takes a message in and appends to `batch` only if it differs from what was known. True when it did.
  // `carried`: whether the link could carry traffic before.
  bool Apply(const LinkMessage& message, Batch& batch, bool* carried = nullptr);
  bool Apply(const AddressMessage& message, Batch& batch);

  void BeginGeneration() { ++generation_; }
  // Removes what this generation has not seen, and answers how much that was.
  std::size_t Sweep(Batch& batch);

  // Appends everything: the first view.
  void AppendAll(Batch& batch) const;

  void AppendIndexes(std::vector<std::uint32_t>& indexes) const;
  // How many links have come in so far.
  std::uint64_t arrivals() const { return arrivals_; }

  const LinkRecord* Find(std::uint32_t index) const;
  // Whether an interface other than loopback could carry traffic.
  bool HasUsableLink() const { return usable_links_ > 0; }

 private:
  struct Link {
    LinkRecord record;
    std::uint32_t generation;
  };
  struct Address {
    AddressRecord record;
    std::uint32_t generation;
  };

  bool RemoveLink(std::uint32_t index, Batch& batch);

  std::map<std::uint32_t, Link> links_;
  std::map<AddressKey, Address> addresses_;
  std::uint32_t generation_ = 0;
  std::uint64_t arrivals_ = 0;
  std::size_t usable_links_ = 0;
};

}  // namespace netwake::netlink

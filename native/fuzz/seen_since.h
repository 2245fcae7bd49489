// What the messages since the beginning of a dump were about: a sweep leaves nothing else.
#pragma once

#include <linux/rtnetlink.h>

#include <set>

#include "netlink/parser.h"
#include "netlink/table.h"
#include "reader_model.h"
#include "require.h"

namespace netwake::fuzz {

class SeenSince {
 public:
  void Clear() {
    links_.clear();
    addresses_.clear();
  }

  void Take(netlink::Bytes datagram) {
    netlink::MessageReader reader(datagram);
    netlink::RawMessage message;
    while (reader.Next(message)) {
      if (message.type == RTM_NEWLINK) {
        if (const auto link = netlink::ParseLink(message)) links_.insert(link->record.index);
      } else if (message.type == RTM_NEWADDR) {
        if (const auto address = netlink::ParseAddress(message)) addresses_.insert(KeyOf(address->record));
      }
    }
  }

  void RequireAllOf(const netlink::Table& table) const {
    netlink::Batch all;
    table.AppendAll(all);
    for (const auto& change : all.links)
      Require(links_.contains(change.record.index), "no unseen link is left");
    for (const auto& address : all.addresses) {
      Require(addresses_.contains(KeyOf(address)), "no unseen address is left");
    }
  }

 private:
  std::set<std::uint32_t> links_;
  std::set<AddressKey> addresses_;
};

}  // namespace netwake::fuzz

#include "netlink/rewrite.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "netlink/parser.h"
#include "netlink/text.h"

namespace netwake::netlink {

namespace {

// A message being written: its header and payload, padded to 4 bytes at every joint.
class Copy {
 public:
  explicit Copy(const RawMessage& message) {
    header_.nlmsg_type = message.type;
    header_.nlmsg_flags = message.flags;
    header_.nlmsg_seq = message.sequence;
    // nlmsg_pid tells who asked for the change: mostly its process id, and of no use here.
  }

  void Append(Bytes bytes) {
    payload_.insert(payload_.end(), bytes.begin(), bytes.end());
    payload_.resize(NLMSG_ALIGN(payload_.size()));
  }

  void Attribute(std::uint16_t type, Bytes payload) {
    const struct rtattr header = {static_cast<std::uint16_t>(sizeof(struct rtattr) + payload.size()), type};
    Append(std::as_bytes(std::span(&header, 1)));
    Append(payload);
  }

  Bytes payload() const { return payload_; }

  void FinishInto(std::vector<std::byte>& datagram) {
    header_.nlmsg_len = static_cast<std::uint32_t>(sizeof(header_) + payload_.size());
    const Bytes header = std::as_bytes(std::span(&header_, 1));
    datagram.insert(datagram.end(), header.begin(), header.end());
    datagram.insert(datagram.end(), payload_.begin(), payload_.end());
  }

 private:
  struct nlmsghdr header_ = {};
  std::vector<std::byte> payload_;
};

// The fixed header of a message and its attributes; false when the message is too short for it.
template <typename Header>
bool Open(const RawMessage& message, Copy& copy, Header& header, Bytes& attributes) {
  if (message.payload.size() < sizeof(Header)) return false;
  std::memcpy(&header, message.payload.data(), sizeof(Header));
  copy.Append(message.payload.first(sizeof(Header)));
  attributes =
      message.payload.subspan(std::min<std::size_t>(NLMSG_ALIGN(sizeof(Header)), message.payload.size()));
  return true;
}

// The bits beyond a prefix are zero in a destination, and stay so.
void CutToPrefix(std::vector<std::byte>& address, std::size_t prefix_length) {
  for (std::size_t position = 0; position < address.size(); ++position) {
    const std::size_t kept =
        std::clamp<std::size_t>(prefix_length, position * 8, position * 8 + 8) - position * 8;
    address[position] &= static_cast<std::byte>(0xff00U >> kept);
  }
}

class Rewriter {
 public:
  explicit Rewriter(const Substitute& substitute) : substitute_(substitute) {}

  void Take(const RawMessage& message, Copy& copy) const {
    switch (message.type) {
      case RTM_NEWLINK:
      case RTM_DELLINK:
        return Link(message, copy);
      case RTM_NEWADDR:
      case RTM_DELADDR:
        return Address(message, copy);
      case RTM_NEWROUTE:
      case RTM_DELROUTE:
        return Route(message, copy);
      case NLMSG_DONE:
      case NLMSG_ERROR:
        // The code; what follows it is the request, and the kernel's words about it.
        return copy.Append(message.payload.first(std::min(sizeof(std::int32_t), message.payload.size())));
      default:
        // Of all others the type alone is looked at.
        return;
    }
  }

 private:
  void Link(const RawMessage& message, Copy& copy) const {
    struct ifinfomsg header = {};
    Bytes attributes;
    if (!Open(message, copy, header, attributes)) return;
    Each(attributes, [&](std::uint16_t type, Bytes payload) {
      if (type == IFLA_IFNAME) Name(copy, payload);
      if (type == IFLA_ADDRESS) Replace(copy, type, Secret::kHardwareAddress, payload);
      if (type == IFLA_MTU || type == IFLA_OPERSTATE) copy.Attribute(type, payload);
      if (type == IFLA_LINKINFO) Kind(copy, message, payload);
    });
  }

  void Address(const RawMessage& message, Copy& copy) const {
    struct ifaddrmsg header = {};
    Bytes attributes;
    if (!Open(message, copy, header, attributes)) return;
    Each(attributes, [&](std::uint16_t type, Bytes payload) {
      if (type == IFA_LOCAL || type == IFA_ADDRESS) Internet(copy, type, header.ifa_family, payload, 128);
      if (type == IFA_FLAGS || type == IFA_CACHEINFO) copy.Attribute(type, payload);
    });
  }

  void Route(const RawMessage& message, Copy& copy) const {
    struct rtmsg header = {};
    Bytes attributes;
    if (!Open(message, copy, header, attributes)) return;
    Each(attributes, [&](std::uint16_t type, Bytes payload) {
      if (type == RTA_DST) Internet(copy, type, header.rtm_family, payload, header.rtm_dst_len);
      if (type == RTA_GATEWAY) Internet(copy, type, header.rtm_family, payload, 128);
      if (type == RTA_OIF || type == RTA_TABLE) copy.Attribute(type, payload);
    });
  }

  template <typename Take>
  static void Each(Bytes attributes, Take take) {
    AttributeReader reader(attributes);
    std::uint16_t type = 0;
    Bytes payload;
    while (reader.Next(type, payload)) take(type, payload);
  }

  void Name(Copy& copy, Bytes payload) const {
    const std::string name = TextOf(payload);
    std::vector<std::byte> replaced = substitute_(Secret::kName, std::as_bytes(std::span(name)));
    replaced.push_back(std::byte{0});
    copy.Attribute(IFLA_IFNAME, replaced);
  }

  void Kind(Copy& copy, const RawMessage& message, Bytes payload) const {
    Copy nested(message);
    Each(payload, [&](std::uint16_t type, Bytes kind) {
      if (type == IFLA_INFO_KIND) nested.Attribute(type, kind);
    });
    copy.Attribute(IFLA_LINKINFO, nested.payload());
  }

  void Internet(Copy& copy, std::uint16_t type, std::uint8_t family, Bytes payload,
                std::size_t prefix_length) const {
    const std::size_t size = family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
    // Too short is as good as absent, to the parser too; it does not look beyond the size.
    if (size == 0 || payload.size() < size) return;
    std::vector<std::byte> replaced =
        substitute_(size == 4 ? Secret::kAddress4 : Secret::kAddress6, payload.first(size));
    CutToPrefix(replaced, prefix_length);
    copy.Attribute(type, replaced);
  }

  void Replace(Copy& copy, std::uint16_t type, Secret secret, Bytes payload) const {
    copy.Attribute(type, substitute_(secret, payload));
  }

  const Substitute& substitute_;
};

}  // namespace

std::vector<std::byte> Rewrite(Bytes datagram, const Substitute& substitute) {
  std::vector<std::byte> rewritten;
  const Rewriter rewriter(substitute);
  MessageReader reader(datagram);
  RawMessage message;
  while (reader.Next(message)) {
    Copy copy(message);
    rewriter.Take(message, copy);
    copy.FinishInto(rewritten);
  }
  // Too few bytes for a header.
  if (reader.malformed()) rewritten.resize(rewritten.size() + NLMSG_ALIGNTO);
  return rewritten;
}

}  // namespace netwake::netlink

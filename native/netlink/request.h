// Builds rtnetlink requests in a buffer of its own.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

namespace netwake::netlink {

class Request {
 public:
  // Appends a message with its fixed header; attributes added after it belong to it.
  template <typename Header>
  void Begin(std::uint16_t type, std::uint16_t flags, std::uint32_t sequence, const Header& header) {
    start_ = bytes_.size();
    struct nlmsghdr message = {};
    message.nlmsg_type = type;
    message.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
    message.nlmsg_seq = sequence;
    Append(&message, sizeof(message));
    Append(&header, sizeof(header));
    Finish();
  }

  void Attribute(std::uint16_t type, const void* payload, std::size_t size) {
    const struct rtattr attribute = {static_cast<std::uint16_t>(sizeof(struct rtattr) + size), type};
    Append(&attribute, sizeof(attribute));
    Append(payload, size);
    Finish();
  }

  std::span<const std::byte> bytes() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }

 private:
  // Every part is padded to 4 bytes, so the next begins aligned.
  void Append(const void* data, std::size_t size) {
    const auto* begin = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), begin, begin + size);
    bytes_.resize(NLMSG_ALIGN(bytes_.size()));
  }

  void Finish() {
    const auto length = static_cast<std::uint32_t>(bytes_.size() - start_);
    std::memcpy(bytes_.data() + start_ + offsetof(struct nlmsghdr, nlmsg_len), &length, sizeof(length));
  }

  std::vector<std::byte> bytes_;
  std::size_t start_ = 0;
};

}  // namespace netwake::netlink

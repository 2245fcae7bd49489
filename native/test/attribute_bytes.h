// One attribute with its padding, as it lies in a message.
#pragma once

#include <cstdint>
#include <vector>

#include "netlink/request.h"

namespace netwake::netlink {

inline std::vector<std::byte> AttributeBytes(std::uint16_t type, const void* payload, std::size_t size) {
  Request request;
  request.Begin(0, 0, 0, std::uint32_t{0});
  const std::size_t before = request.bytes().size();
  request.Attribute(type, payload, size);
  const auto attribute = request.bytes().subspan(before);
  return {attribute.begin(), attribute.end()};
}

inline std::vector<std::byte> operator+(std::vector<std::byte> left, const std::vector<std::byte>& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

}  // namespace netwake::netlink

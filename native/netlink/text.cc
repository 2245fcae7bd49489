#include "netlink/text.h"

#include <arpa/inet.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace netwake::netlink {

std::string TextOf(Bytes bytes) {
  const auto end = std::find(bytes.begin(), bytes.end(), std::byte{0});
  return {reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(end - bytes.begin())};
}

std::string AddressText(std::uint8_t family, Bytes bytes) {
  const std::size_t size = family == AF_INET ? 4 : 16;
  if ((family != AF_INET && family != AF_INET6) || bytes.size() < size) return {};
  char text[INET6_ADDRSTRLEN] = {};
  return inet_ntop(family, bytes.data(), text, sizeof(text)) == nullptr ? std::string() : std::string(text);
}

std::string HardwareAddressText(const HardwareAddress& address) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(address.bytes().size() * 3);
  for (const std::byte byte : address.bytes()) {
    if (!text.empty()) text += ':';
    text += kDigits[std::to_integer<unsigned>(byte) >> 4];
    text += kDigits[std::to_integer<unsigned>(byte) & 15];
  }
  return text;
}

std::span<const HardwareType> HardwareTypes() {
  static constexpr HardwareType kTypes[] = {
      {ARPHRD_ETHER, "ether"},    {ARPHRD_LOOPBACK, "loopback"},     {ARPHRD_PPP, "ppp"},
      {ARPHRD_IEEE80211, "wlan"}, {ARPHRD_INFINIBAND, "infiniband"},
  };
  return kTypes;
}

std::string HardwareTypeText(std::uint16_t type) {
  for (const HardwareType& known : HardwareTypes()) {
    if (known.type == type) return known.text;
  }
  return "unknown";
}

int RouteTypeError(std::uint8_t type) {
  switch (type) {
    case RTN_BLACKHOLE:
      return EINVAL;
    case RTN_UNREACHABLE:
      return EHOSTUNREACH;
    case RTN_PROHIBIT:
      return EACCES;
    case RTN_THROW:
      return ENETUNREACH;
    default:
      return 0;
  }
}

}  // namespace netwake::netlink

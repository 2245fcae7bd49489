// The kernel's values in words.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "netlink/messages.h"

namespace netwake::netlink {

// Up to the first NUL; a name that lacks it is taken as it is.
std::string TextOf(Bytes bytes);

// inet_ntop(3); empty when the family is unknown or the bytes are too few.
std::string AddressText(std::uint8_t family, Bytes bytes);

// "aa:bb:…"; empty when there is none.
std::string HardwareAddressText(const HardwareAddress& address);

// ARPHRD_* for an interface without IFLA_INFO_KIND: "ether", "loopback", "ppp" …, "unknown".
std::string HardwareTypeText(std::uint16_t type);

struct HardwareType {
  std::uint16_t type;
  const char* text;
};
// All that have a name.
std::span<const HardwareType> HardwareTypes();

// The errno that a connect(2) meets on a route of this RTN_* type, 0 for those that carry traffic.
int RouteTypeError(std::uint8_t type);

}  // namespace netwake::netlink

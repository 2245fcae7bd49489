#include "captured.h"

#include <doctest/doctest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "netlink/parser.h"

namespace netwake::netlink {

std::vector<std::byte> Captured(const std::string& name) {
  std::ifstream file(std::filesystem::path(CAPTURED_DIRECTORY) / (name + ".bin"), std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  REQUIRE_MESSAGE(!content.empty(), "no captured datagram ", name);
  std::vector<std::byte> bytes(content.size());
  std::memcpy(bytes.data(), content.data(), content.size());
  return bytes;
}

std::vector<std::string> CapturedNames() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(CAPTURED_DIRECTORY)) {
    if (entry.path().extension() == ".bin") names.push_back(entry.path().stem());
  }
  REQUIRE(names.size() > 30);
  return names;
}

RawMessage FirstMessage(Bytes datagram) {
  MessageReader reader(datagram);
  RawMessage message;
  REQUIRE(reader.Next(message));
  return message;
}

}  // namespace netwake::netlink

// The input is what is chosen and a datagram. Whatever is chosen, the program is one that the kernel takes,
// it agrees with the model, and it drops nothing that user space would have taken in.
#include <cstring>
#include <string>
#include <vector>

#include "filter_model.h"
#include "netlink/filter.h"
#include "require.h"
#include "test/filter_machine.h"

namespace netwake::fuzz {

namespace {

// Takes the input apart: a count, then as many entries, each with its length before it; the datagram is what
// is left. A corpus of datagrams is one of choices, too.
class FilterInput {
 public:
  explicit FilterInput(Bytes input) : rest_(input) {}

  std::uint8_t Byte() {
    if (rest_.empty()) return 0;
    const auto byte = std::to_integer<std::uint8_t>(rest_.front());
    rest_ = rest_.subspan(1);
    return byte;
  }

  std::uint32_t Word() {
    std::uint32_t word = 0;
    for (int byte = 0; byte < 4; ++byte) word = word << 8 | Byte();
    return word;
  }

  std::vector<std::string> Texts() {
    std::vector<std::string> texts(Byte() % 8);
    for (std::string& text : texts) {
      const std::size_t size = std::min<std::size_t>(Byte() % 80, rest_.size());
      text.assign(reinterpret_cast<const char*>(rest_.data()), size);
      rest_ = rest_.subspan(size);
    }
    return texts;
  }

  netlink::FilterScope Scope() {
    netlink::FilterScope scope;
    // Few, or so many that they are too many.
    const std::size_t kind = Byte();
    for (std::size_t index = 0; index < (kind < 250 ? kind % 8 : (kind - 249) * 700); ++index)
      scope.indexes.push_back(kind < 250 ? Word() : static_cast<std::uint32_t>(index + 1));
    for (int left = Byte() % 8; left > 0; --left) {
      const std::uint8_t family = (Byte() & 1) != 0 ? AF_INET : AF_INET6;
      scope.destinations.push_back({family, Word()});
    }
    scope.link_local = (kind & 1) != 0;
    scope.every_route = (kind & 2) != 0;
    return scope;
  }

  Bytes rest() const { return rest_; }

 private:
  Bytes rest_;
};

// What the message says is of no interest to who chooses so.
bool IsOfNoInterest(const netlink::Selection& selection, const netlink::FilterScope& scope, Bytes datagram) {
  netlink::MessageReader reader(datagram);
  netlink::RawMessage message;
  if (!reader.Next(message)) return true;
  if (message.type == RTM_NEWLINK || message.type == RTM_DELLINK) {
    const auto link = netlink::ParseLink(message);
    return !link || !selection.Counts(link->record.name, link->record.kind);
  }
  if (message.type == RTM_NEWADDR || message.type == RTM_DELADDR) {
    const auto address = netlink::ParseAddress(message);
    const auto& indexes = scope.indexes;
    return !address || std::find(indexes.begin(), indexes.end(), address->record.index) == indexes.end();
  }
  return message.type == RTM_NEWROUTE || message.type == RTM_DELROUTE;
}

// As the kernel sends them: one message, whole, that says nothing twice. Of an attribute that comes again the
// parser believes the last, and the filter the first.
bool IsWellFormed(Bytes datagram) {
  constexpr std::size_t kHeaders = NLMSG_HDRLEN + sizeof(ifinfomsg);
  nlmsghdr header = {};
  if (datagram.size() < kHeaders) return false;
  std::memcpy(&header, datagram.data(), sizeof(header));
  if (header.nlmsg_len != datagram.size()) return false;
  std::vector<std::uint16_t> seen;
  netlink::AttributeReader reader(datagram.subspan(kHeaders));
  std::uint16_t type = 0;
  Bytes payload;
  while (reader.Next(type, payload)) {
    if (std::find(seen.begin(), seen.end(), type) != seen.end()) return false;
    seen.push_back(type);
  }
  return true;
}

void Check(const netlink::FilterProgram& program, const FilterModel& model, Bytes datagram) {
  Require(netlink::IsAcceptable(program), "the kernel takes the program");
  const bool passes = netlink::FilterMachine(datagram).Run(program) != 0;
  Require(passes == model.Passes(datagram), "the program does what the rule says");
}

void CheckFilters(Bytes input) {
  FilterInput parts(input);
  const auto preferred = parts.Texts();
  const auto ignored = parts.Texts();
  const netlink::Selection selection(preferred, ignored);
  const netlink::FilterScope scope = parts.Scope();
  const Bytes datagram = parts.rest();
  const netlink::Selection all;
  Check(netlink::BasicFilter(scope), FilterModel(all, scope), datagram);
  const auto program = netlink::SelectingFilter(selection, scope);
  if (selection.all()) return;
  if (program.empty()) return Require(scope.indexes.size() > 1'000, "few make no long program");
  const FilterModel model(selection, scope);
  Check(program, model, datagram);
  Require(!IsWellFormed(datagram) || model.Passes(datagram) || IsOfNoInterest(selection, scope, datagram),
          "what user space would take in passes");
}

}  // namespace

}  // namespace netwake::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  netwake::fuzz::CheckFilters({reinterpret_cast<const std::byte*>(data), size});
  return 0;
}

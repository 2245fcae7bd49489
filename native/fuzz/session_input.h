// An input read as what a socket brings over time: messages one after another, as they are recorded, so that
// a captured datagram is an input as it stands. What happens around a message is said by its nlmsg_pid, which
// no reader of messages looks at.
#pragma once

#include <linux/netlink.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "netlink/messages.h"

namespace netwake::fuzz {

struct Step {
  std::vector<std::byte> datagram;
  bool lose = false;                 // first, a loss is noticed
  bool begin = false;                // then, a dump is begun
  bool refuse = false;               // from here to the next step, what is sent is refused
  bool look = false;                 // afterwards, the reader takes the batch
  std::vector<std::size_t> answers;  // where messages begin that answer the running dump

  // Done last: a dump that this step begins has a sequence number of its own.
  void AnswerDump(std::uint32_t sequence) {
    for (const std::size_t start : answers) {
      std::memcpy(datagram.data() + start + offsetof(nlmsghdr, nlmsg_seq), &sequence, sizeof(sequence));
    }
  }
};

class SessionInput {
 public:
  explicit SessionInput(netlink::Bytes input) : rest_(input) {}

  // False at the end.
  bool Next(Step& step) {
    if (rest_.empty()) return false;
    step = {};
    while (TakeMessage(step)) {
    }
    return true;
  }

 private:
  enum Control : std::uint32_t { kMore = 1, kOfDump = 2, kBegin = 4, kLose = 8, kLook = 16, kRefuse = 32 };

  // Whether the next message lies in the same datagram.
  bool TakeMessage(Step& step) {
    nlmsghdr header = {};
    if (rest_.size() < sizeof(header)) return TakeRest(step);
    std::memcpy(&header, rest_.data(), sizeof(header));
    if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > rest_.size()) return TakeRest(step);
    const std::size_t start = step.datagram.size();
    Take(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), rest_.size()), step);
    const std::uint32_t control = header.nlmsg_pid;
    if ((control & kOfDump) != 0) step.answers.push_back(start);
    step.begin |= (control & kBegin) != 0;
    step.lose |= (control & kLose) != 0;
    step.look |= (control & kLook) != 0;
    step.refuse |= (control & kRefuse) != 0;
    return (control & kMore) != 0 && !rest_.empty();
  }

  bool TakeRest(Step& step) {
    Take(rest_.size(), step);
    return false;
  }

  void Take(std::size_t size, Step& step) {
    step.datagram.insert(step.datagram.end(), rest_.begin(),
                         rest_.begin() + static_cast<std::ptrdiff_t>(size));
    rest_ = rest_.subspan(size);
  }

  netlink::Bytes rest_;
};

}  // namespace netwake::fuzz

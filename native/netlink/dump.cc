#include "netlink/dump.h"

#include <cerrno>

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <sys/socket.h>

#include "netlink/request.h"

namespace netwake::netlink {

Failure Dump::Begin(const Sender& send) {
  interrupted_ = false;
  return Ask(send, Part::kLinks);
}

Failure Dump::Ask(const Sender& send, Part part) {
  Request request;
  part_ = part;
  ++sequence_;
  if (part == Part::kLinks) {
    struct ifinfomsg header = {};
    header.ifi_family = AF_UNSPEC;
    request.Begin(RTM_GETLINK, NLM_F_DUMP, sequence_, header);
    // Statistics are a quarter of every row, and nobody here reads them.
    const std::uint32_t mask = RTEXT_FILTER_SKIP_STATS;
    request.Attribute(IFLA_EXT_MASK, &mask, sizeof(mask));
  } else {
    struct ifaddrmsg header = {};
    header.ifa_family = AF_UNSPEC;
    request.Begin(RTM_GETADDR, NLM_F_DUMP, sequence_, header);
  }
  return send(request.bytes());
}

Dump::Step Dump::End(const Sender& send, int code, Failure& failure) {
  if (code != 0) {
    part_ = Part::kNone;
    // EBUSY: an earlier dump, cut short by an overflow, is still being read out. ENOBUFS: events have filled
    // the buffer meanwhile, and there was no room for the first row. Ours will be asked for again.
    if (code == -EBUSY || code == -EINTR || code == -ENOBUFS) return Step::kInterrupted;
    failure = {"dump", -code};
    return Step::kFailed;
  }
  if (part_ == Part::kLinks) {
    failure = Ask(send, Part::kAddresses);
    return failure ? Step::kFailed : Step::kRunning;
  }
  part_ = Part::kNone;
  return interrupted_ ? Step::kInterrupted : Step::kComplete;
}

}  // namespace netwake::netlink

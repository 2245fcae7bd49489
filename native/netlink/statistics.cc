#include "netlink/statistics.h"

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cerrno>

#include "netlink/parser.h"
#include "netlink/request.h"
#include "netlink/socket.h"

namespace netwake::netlink {

namespace {

// True at the end of the dump.
bool TakeRows(Bytes datagram, std::vector<InterfaceStatistics>& statistics, Failure& failure) {
  MessageReader reader(datagram);
  RawMessage message;
  while (reader.Next(message)) {
    if (message.type == NLMSG_DONE) return true;
    if (message.type == NLMSG_ERROR) {
      failure = {"dump", -ParseErrorCode(message).value_or(-EIO)};
      return true;
    }
    auto link = message.type == RTM_NEWLINK ? ParseLink(message) : std::nullopt;
    if (!link) continue;
    InterfaceStatistics& row = link->statistics;
    row.name = link->record.name;
    row.up = link->record.up;
    row.mtu = link->record.mtu;
    row.mac = link->record.mac;
    row.loopback = link->record.loopback;
    statistics.push_back(std::move(row));
  }
  return false;
}

}  // namespace

Failure DumpStatistics(std::vector<InterfaceStatistics>& statistics) {
  Socket socket;
  if (Failure failure = socket.Open()) return failure;
  Request request;
  struct ifinfomsg header = {};
  header.ifi_family = AF_UNSPEC;
  request.Begin(RTM_GETLINK, NLM_F_DUMP, 1, header);
  if (Failure failure = socket.Send(request.bytes())) return failure;
  for (;;) {
    Bytes datagram;
    int error = 0;
    const ReceiveOutcome outcome = socket.Receive(datagram, error);
    if (outcome == ReceiveOutcome::kForeign) continue;
    if (outcome != ReceiveOutcome::kDatagram) return {"recvmsg", error == 0 ? EIO : error};
    Failure failure;
    if (TakeRows(datagram, statistics, failure)) return failure;
  }
}

}  // namespace netwake::netlink

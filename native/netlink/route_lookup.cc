#include "netlink/route_lookup.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include "netlink/parser.h"
#include "netlink/request.h"

namespace netwake::netlink {

namespace {

bool IsAside(const WatchedPath& path) { return path.aside; }

}  // namespace

Failure RouteLookup::Open() { return socket_.Open(); }

void RouteLookup::Watch(std::span<const PathQuery> queries) {
  const auto first = std::find_if(paths_.begin(), paths_.end(), IsAside);
  std::vector<WatchedPath> paths;
  paths.reserve(queries.size() + static_cast<std::size_t>(paths_.end() - first));
  for (const PathQuery& query : queries) paths.push_back({query, false, std::nullopt});
  std::move(first, paths_.end(), std::back_inserter(paths));
  paths_.swap(paths);
}

void RouteLookup::WatchAside(std::span<const PathQuery> added, std::span<const std::uint32_t> removed) {
  for (const std::uint32_t id : removed) {
    const auto path = std::find_if(paths_.begin(), paths_.end(), [=](const WatchedPath& each) {
      return each.aside && each.query.id == id;
    });
    if (path == paths_.end()) continue;
    // The last takes its place: that is one of these, too.
    std::swap(*path, paths_.back());
    paths_.pop_back();
  }
  for (const PathQuery& query : added) paths_.push_back({query, true, std::nullopt});
}

void RouteLookup::Ask(std::vector<PathRecord>& changed) {
  for (WatchedPath& path : paths_) {
    PathRecord answer = Answer(path.query);
    if (path.answer == answer) continue;
    path.answer = answer;
    changed.push_back(std::move(answer));
  }
}

void RouteLookup::AskNew(std::vector<PathRecord>& answers) {
  for (WatchedPath& path : paths_) {
    if (path.answer) continue;
    path.answer = Answer(path.query);
    answers.push_back(*path.answer);
  }
}

bool RouteLookup::HasRoute(const PathQuery& query) { return Answer(query).error == 0; }

bool RouteLookup::Uses(std::uint32_t interface_index) const {
  return std::any_of(paths_.begin(), paths_.end(), [=](const WatchedPath& path) {
    return path.answer && path.answer->interface_index == interface_index;
  });
}

void RouteLookup::WaitForRtnl(std::uint32_t interface_index) {
  Request request;
  struct ifinfomsg header = {};
  header.ifi_family = AF_UNSPEC;
  header.ifi_index = static_cast<int>(interface_index);
  request.Begin(RTM_GETLINK, 0, ++sequence_, header);
  if (socket_.Send(request.bytes())) return;
  // What it says is of no interest; left unread it would stand before the next answer.
  Bytes datagram;
  int error = 0;
  (void)socket_.Receive(datagram, error);
}

PathRecord RouteLookup::Answer(const PathQuery& query) {
  PathRecord answer = Exchange(query, 0);
  // Bound to an interface, the kernel takes an IPv4 destination without a route for a neighbour on the
  // link. Only the matching entry of the routing table tells whether there is one.
  if (query.interface_index != 0 && query.family == AF_INET && answer.error == 0 && !answer.local) {
    answer.error = Exchange(query, RTM_F_FIB_MATCH).error;
  }
  return answer;
}

PathRecord RouteLookup::Exchange(const PathQuery& query, std::uint32_t flags) {
  Request request;
  struct rtmsg header = {};
  const std::size_t size = query.family == AF_INET ? 4 : 16;
  header.rtm_family = query.family;
  header.rtm_dst_len = static_cast<std::uint8_t>(size * 8);
  header.rtm_flags = flags;
  request.Begin(RTM_GETROUTE, 0, ++sequence_, header);
  request.Attribute(RTA_DST, query.address, size);
  if (query.interface_index != 0)
    request.Attribute(RTA_OIF, &query.interface_index, sizeof(query.interface_index));
  if (const Failure failure = socket_.Send(request.bytes())) {
    PathRecord record;
    record.id = query.id;
    record.error = failure.error;
    return record;
  }
  return Receive(query, sequence_);
}

PathRecord RouteLookup::Receive(const PathQuery& query, std::uint32_t sequence) {
  PathRecord record;
  record.id = query.id;
  record.error = EIO;
  for (;;) {
    Bytes datagram;
    int error = 0;
    const ReceiveOutcome outcome = socket_.Receive(datagram, error);
    if (outcome == ReceiveOutcome::kForeign) continue;
    if (outcome != ReceiveOutcome::kDatagram) return record;
    MessageReader reader(datagram);
    RawMessage message;
    while (reader.Next(message)) {
      if (message.sequence != sequence) continue;
      if (message.type == NLMSG_ERROR) {
        record.error = -ParseErrorCode(message).value_or(-EIO);
        return record;
      }
      const auto answer = message.type == RTM_NEWROUTE ? ParseRouteAnswer(message) : std::nullopt;
      if (!answer) continue;
      record.error = answer->error;
      record.local = answer->local;
      record.interface_index = answer->interface_index;
      record.gateway = answer->gateway;
      record.source = answer->source;
      return record;
    }
  }
}

}  // namespace netwake::netlink

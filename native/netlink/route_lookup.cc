#include "netlink/route_lookup.h"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "netlink/parser.h"
#include "netlink/request.h"

namespace netwake::netlink {

Failure RouteLookup::Open() { return socket_.Open(); }

void RouteLookup::Watch(std::span<const PathQuery> queries) {
  for (const WatchedPath& path : paths_) Forget(path);
  paths_.clear();
  for (const PathQuery& query : queries) {
    tally_.Add(query);
    paths_.push_back({query, std::nullopt});
  }
}

void RouteLookup::WatchAside(std::span<const PathQuery> added, std::span<const std::uint32_t> removed) {
  for (const std::uint32_t id : removed) ForgetAside(id);
  for (const PathQuery& query : added) {
    ForgetAside(query.id);
    tally_.Add(query);
    aside_.emplace(query.id, WatchedPath{query, std::nullopt});
    new_aside_.push_back(query.id);
  }
}

void RouteLookup::Forget(const WatchedPath& path) {
  tally_.Remove(path.query);
  if (path.answer) tally_.Remove(*path.answer);
}

void RouteLookup::ForgetAside(std::uint32_t id) {
  const auto path = aside_.find(id);
  if (path == aside_.end()) return;
  Forget(path->second);
  aside_.erase(path);
}

void RouteLookup::Ask(std::vector<PathRecord>& changed) {
  for (WatchedPath& path : paths_) Ask(path, changed);
  for (auto& [id, path] : aside_) Ask(path, changed);
  new_aside_.clear();
}

bool RouteLookup::AskNew(std::vector<PathRecord>& answers) {
  const std::uint32_t before = requests();
  for (WatchedPath& path : paths_) {
    if (!path.answer) Ask(path, answers);
  }
  for (const std::uint32_t id : new_aside_) {
    const auto path = aside_.find(id);
    if (path != aside_.end() && !path->second.answer) Ask(path->second, answers);
  }
  new_aside_.clear();
  return requests() != before;
}

void RouteLookup::Ask(WatchedPath& path, std::vector<PathRecord>& changed) {
  PathRecord answer = Answer(path.query);
  if (path.answer == answer) return;
  if (path.answer) tally_.Remove(*path.answer);
  tally_.Add(answer);
  path.answer = answer;
  changed.push_back(std::move(answer));
}

bool RouteLookup::HasRoute(const PathQuery& query) { return Answer(query).error == 0; }

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

// Makes many interfaces change quickly, for the benches of storms. Resident, and without a process a change:
// what is measured shall be those who listen.
//   linkstorm
// Reads orders from stdin and prints `done MESSAGES` after each (0, unless it is asked for them), or `error
// ERRNO`:
//   create N       N veth pairs, nearI and farI; the far ends are up, the near ends down
//   mix            sets up every second near end, and the others down
//   toggle TIMES   every near end changes to the other state, one after the other, and all that TIMES over
//   delete         all of them, in few requests
//   sent           how many link messages the kernel has sent since this was asked last
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

namespace {

// One request deletes the interfaces of a group. Any number will do that nobody else has, and as many follow
// as are needed.
constexpr std::uint32_t kFirstGroup = 0x6e770000;
constexpr unsigned kPairsInGroup = 50;

// The messages of one order's step, with room.
constexpr int kReceiveBufferBytes = 4 * 1024 * 1024;

// Counts link messages. Read after each step, and not by a process of its own: that would take a processor
// from those who are measured.
class MessageCount {
 public:
  MessageCount() : descriptor_(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE)) {
    // A socket without a port id of its own hears nothing.
    struct sockaddr_nl address = {};
    address.nl_family = AF_NETLINK;
    bind(descriptor_, reinterpret_cast<struct sockaddr*>(&address), sizeof(address));
    const int group = RTNLGRP_LINK;
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &kReceiveBufferBytes, sizeof(kReceiveBufferBytes));
    setsockopt(descriptor_, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group));
  }

  // 0, or the errno with which the count has become worthless.
  int Read() {
    struct {
      struct nlmsghdr header;
      struct ifinfomsg link;
    } message;
    // The rest of a message is of no interest: the kernel sends one in a datagram.
    while (recv(descriptor_, &message, sizeof(message), 0) > 0) {
      if (message.link.ifi_family == AF_UNSPEC) ++messages_;
    }
    return errno == EAGAIN ? 0 : errno;
  }

  unsigned Take() { return std::exchange(messages_, 0); }

 private:
  int descriptor_;
  unsigned messages_ = 0;
};

// A request as it is put together; attributes are opened and closed to nest.
class Request {
 public:
  explicit Request(std::uint16_t type, std::uint16_t flags) {
    header()->nlmsg_type = type;
    header()->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags);
    Append(nullptr, sizeof(struct nlmsghdr));
    AppendLink();
  }

  void AppendLink() {
    const struct ifinfomsg link = {};
    Append(&link, sizeof(link));
  }

  std::size_t Open(std::uint16_t type) {
    const std::size_t start = length_;
    const struct rtattr attribute = {0, type};
    Append(&attribute, sizeof(attribute));
    return start;
  }
  void Close(std::size_t start) {
    reinterpret_cast<struct rtattr*>(bytes_ + start)->rta_len = static_cast<std::uint16_t>(length_ - start);
  }
  void Add(std::uint16_t type, const void* value, std::size_t size) {
    const std::size_t start = Open(type);
    std::memcpy(bytes_ + length_, value, size);
    length_ += size;
    Close(start);
    length_ = NLMSG_ALIGN(length_);
  }
  void Add(std::uint16_t type, const char* text) { Add(type, text, std::strlen(text) + 1); }

  // 0, or the errno of the kernel's refusal.
  int Send(int descriptor) {
    header()->nlmsg_len = static_cast<std::uint32_t>(length_);
    if (send(descriptor, bytes_, length_, 0) < 0) return errno;
    alignas(struct nlmsghdr) char reply[4096];
    if (recv(descriptor, reply, sizeof(reply), 0) < 0) return errno;
    const auto* answer = reinterpret_cast<const struct nlmsghdr*>(reply);
    if (answer->nlmsg_type != NLMSG_ERROR) return EPROTO;
    return -static_cast<const struct nlmsgerr*>(NLMSG_DATA(answer))->error;
  }

 private:
  struct nlmsghdr* header() { return reinterpret_cast<struct nlmsghdr*>(bytes_); }
  void Append(const void* value, std::size_t size) {
    if (value != nullptr) std::memcpy(bytes_ + length_, value, size);
    length_ = NLMSG_ALIGN(length_ + size);
  }

  alignas(struct nlmsghdr) char bytes_[512] = {};
  std::size_t length_ = 0;
};

class Storm {
 public:
  Storm()
      : netlink_(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)),
        control_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}

  int Create(unsigned count) {
    up_.assign(count, false);
    for (unsigned pair = 0; pair < count; ++pair) {
      if (const int error = CreatePair(pair); error != 0) return error;
    }
    return 0;
  }

  int Mix() {
    for (unsigned pair = 0; pair < up_.size(); ++pair) {
      if (const int error = Set(pair, pair % 2 == 0); error != 0) return error;
    }
    return 0;
  }

  int Toggle(unsigned times) {
    for (unsigned time = 0; time < times; ++time) {
      for (unsigned pair = 0; pair < up_.size(); ++pair) {
        if (const int error = Set(pair, !up_[pair]); error != 0) return error;
      }
    }
    return 0;
  }

  int Delete() {
    for (unsigned pair = 0; pair < up_.size(); pair += kPairsInGroup) {
      Request request(RTM_DELLINK, 0);
      AddGroup(request, pair);
      if (const int error = request.Send(netlink_); error != 0) return error;
      if (const int error = count_.Read(); error != 0) return error;
    }
    return 0;
  }

  int Count(unsigned& messages) {
    const int error = count_.Read();
    messages = count_.Take();
    return error;
  }

 private:
  static void AddGroup(Request& request, unsigned pair) {
    const std::uint32_t group = kFirstGroup + pair / kPairsInGroup;
    request.Add(IFLA_GROUP, &group, sizeof(group));
  }

  int CreatePair(unsigned pair) {
    char near[IFNAMSIZ], far[IFNAMSIZ];
    std::snprintf(near, sizeof(near), "near%u", pair);
    std::snprintf(far, sizeof(far), "far%u", pair);
    Request request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
    request.Add(IFLA_IFNAME, near);
    AddGroup(request, pair);
    const std::size_t info = request.Open(IFLA_LINKINFO);
    request.Add(IFLA_INFO_KIND, "veth");
    const std::size_t data = request.Open(IFLA_INFO_DATA);
    const std::size_t peer = request.Open(VETH_INFO_PEER);
    request.AppendLink();
    request.Add(IFLA_IFNAME, far);
    for (const std::size_t start : {peer, data, info}) request.Close(start);
    if (const int error = request.Send(netlink_); error != 0) return error;
    // A veth has no peer yet while it is made, and refuses to be up from the start.
    return SetFlag(far, true);
  }

  int Set(unsigned pair, bool up) {
    char near[IFNAMSIZ];
    std::snprintf(near, sizeof(near), "near%u", pair);
    up_[pair] = up;
    return SetFlag(near, up);
  }

  int SetFlag(const char* name, bool up) {
    struct ifreq request = {};
    std::snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
    if (ioctl(control_, SIOCGIFFLAGS, &request) < 0) return errno;
    request.ifr_flags = static_cast<short>(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
    if (ioctl(control_, SIOCSIFFLAGS, &request) < 0) return errno;
    return count_.Read();
  }

  int netlink_;
  int control_;
  MessageCount count_;
  // Of the near ends.
  std::vector<bool> up_;
};

int Obey(Storm& storm, const char* line, unsigned& messages) {
  char verb[16] = {};
  unsigned number = 0;
  const int fields = std::sscanf(line, "%15s %u", verb, &number);
  if (fields == 2 && std::strcmp(verb, "create") == 0) return storm.Create(number);
  if (fields == 2 && std::strcmp(verb, "toggle") == 0) return storm.Toggle(number);
  if (std::strcmp(verb, "mix") == 0) return storm.Mix();
  if (std::strcmp(verb, "delete") == 0) return storm.Delete();
  if (std::strcmp(verb, "sent") == 0) return storm.Count(messages);
  return EINVAL;
}

}  // namespace

int main() {
  Storm storm;
  char line[64];
  while (std::fgets(line, sizeof(line), stdin) != nullptr) {
    unsigned messages = 0;
    if (const int error = Obey(storm, line, messages); error != 0) {
      std::printf("error %s\n", strerrorname_np(error));
    } else {
      std::printf("done %u\n", messages);
    }
    std::fflush(stdout);
  }
}

#include "netlink/socket.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace netwake::netlink {

namespace {

void SetBestEffort(int descriptor, int option) {
  const int on = 1;
  // An older kernel refuses what it does not know, and does without.
  (void)setsockopt(descriptor, SOL_NETLINK, option, &on, sizeof(on));
}

}  // namespace

Socket::~Socket() {
  if (descriptor_ >= 0) close(descriptor_);
}

Failure Socket::Open() {
  descriptor_ = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  if (descriptor_ < 0) return {"socket", errno};
  SetBestEffort(descriptor_, NETLINK_GET_STRICT_CHK);
  SetBestEffort(descriptor_, NETLINK_EXT_ACK);
  struct sockaddr_nl address = {};
  address.nl_family = AF_NETLINK;
  if (bind(descriptor_, reinterpret_cast<struct sockaddr*>(&address), sizeof(address)) < 0)
    return {"bind", errno};
  return {};
}

std::uint32_t Socket::SetReceiveBuffer(std::uint32_t bytes) {
  if (bytes > 0) {
    const int size = static_cast<int>(bytes);
    // The forced form needs CAP_NET_ADMIN, the other is cut to net.core.rmem_max.
    if (setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0) {
      (void)setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
    }
  }
  int actual = 0;
  socklen_t length = sizeof(actual);
  if (getsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &actual, &length) < 0) return 0;
  return static_cast<std::uint32_t>(actual);
}

Failure Socket::Join(std::uint32_t group) {
  const int value = static_cast<int>(group);
  if (setsockopt(descriptor_, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &value, sizeof(value)) < 0) {
    return {"setsockopt", errno};
  }
  return {};
}

Failure Socket::AttachFilter(std::span<const struct sock_filter> program) {
  // The kernel copies it; only the structure of its interface is not const.
  const struct sock_fprog description = {static_cast<unsigned short>(program.size()),
                                         const_cast<struct sock_filter*>(program.data())};
  if (setsockopt(descriptor_, SOL_SOCKET, SO_ATTACH_FILTER, &description, sizeof(description)) < 0) {
    return {"setsockopt", errno};
  }
  return {};
}

void Socket::DetachFilter() {
  const int ignored = 0;
  (void)setsockopt(descriptor_, SOL_SOCKET, SO_DETACH_FILTER, &ignored, sizeof(ignored));
}

Failure Socket::Send(std::span<const std::byte> request) {
  struct sockaddr_nl kernel = {};
  kernel.nl_family = AF_NETLINK;
  ssize_t sent;
  do {
    sent = sendto(descriptor_, request.data(), request.size(), 0, reinterpret_cast<struct sockaddr*>(&kernel),
                  sizeof(kernel));
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return {"sendto", errno};
  return {};
}

ReceiveOutcome Socket::Receive(Bytes& datagram, int& error) {
  struct sockaddr_nl sender = {};
  struct iovec part = {buffer_.data(), buffer_.size()};
  struct msghdr message = {};
  message.msg_name = &sender;
  message.msg_namelen = sizeof(sender);
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  ssize_t length;
  do {
    length = recvmsg(descriptor_, &message, 0);
  } while (length < 0 && errno == EINTR);
  if (length < 0) {
    error = errno;
    if (error == EAGAIN || error == EWOULDBLOCK) return ReceiveOutcome::kDrained;
    return error == ENOBUFS ? ReceiveOutcome::kOverflow : ReceiveOutcome::kFailed;
  }
  // nlmsg_pid proves nothing: real events carry the port id of whoever asked for the change.
  if (message.msg_namelen != sizeof(sender) || sender.nl_pid != 0) return ReceiveOutcome::kForeign;
  if ((message.msg_flags & MSG_TRUNC) != 0) return ReceiveOutcome::kTruncated;
  datagram = Bytes(buffer_.data(), static_cast<std::size_t>(length));
  return ReceiveOutcome::kDatagram;
}

}  // namespace netwake::netlink

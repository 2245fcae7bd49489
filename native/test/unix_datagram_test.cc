#include "uv/unix_datagram.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

namespace netwake::uv {

namespace {

// A bound socket, in a folder of its own when its name is a path.
class Receiver {
 public:
  explicit Receiver(bool abstract) {
    char folder[] = "/tmp/netwake-datagram-XXXXXX";
    REQUIRE(mkdtemp(folder) != nullptr);
    folder_ = folder;
    address_ = abstract ? "@" + folder_.substr(1) : folder_ + "/notify";
    descriptor_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_un name = {};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, address_.data(), address_.size());
    if (abstract) name.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(struct sockaddr_un, sun_path) + address_.size());
    REQUIRE(bind(descriptor_, reinterpret_cast<struct sockaddr*>(&name), length) == 0);
  }

  ~Receiver() {
    Close();
    unlink((folder_ + "/notify").c_str());
    rmdir(folder_.c_str());
  }

  void Close() {
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = -1;
  }

  // Empty when there is nothing.
  std::string Receive() {
    char buffer[1024];
    const ssize_t length = recv(descriptor_, buffer, sizeof(buffer), 0);
    return length < 0 ? std::string() : std::string(buffer, static_cast<std::size_t>(length));
  }

  const std::string& address() const { return address_; }

 private:
  std::string folder_;
  std::string address_;
  int descriptor_ = -1;
};

}  // namespace

TEST_SUITE("unix datagram") {
  TEST_CASE("arrives at a path, whole and as it is") {
    Receiver receiver(false);
    CHECK(SendUnixDatagram(receiver.address(), "READY=1\nSTATUS=up") == 0);
    CHECK(SendUnixDatagram(receiver.address(), "WATCHDOG=1") == 0);
    CHECK(receiver.Receive() == "READY=1\nSTATUS=up");
    CHECK(receiver.Receive() == "WATCHDOG=1");
    CHECK(receiver.Receive().empty());
  }

  TEST_CASE("arrives at an abstract name") {
    Receiver receiver(true);
    CHECK(SendUnixDatagram(receiver.address(), "READY=1") == 0);
    CHECK(receiver.Receive() == "READY=1");
  }

  TEST_CASE("does not wait for a receiver that does not read") {
    Receiver receiver(false);
    int error = 0;
    for (int sent = 0; error == 0 && sent < 100'000; ++sent)
      error = SendUnixDatagram(receiver.address(), "WATCHDOG=1");
    CHECK(error == EAGAIN);
  }

  TEST_CASE("tells that nobody is there") {
    Receiver receiver(false);
    receiver.Close();
    CHECK(SendUnixDatagram(receiver.address(), "READY=1") == ECONNREFUSED);
    CHECK(SendUnixDatagram("/tmp/netwake-nonesuch/notify", "READY=1") == ENOENT);
  }

  TEST_CASE("takes no address that is none") {
    for (const char* address : {"", "@", "/", "notify", "vsock:2:1234"}) {
      CHECK(SendUnixDatagram(address, "READY=1") == EAFNOSUPPORT);
    }
    CHECK(SendUnixDatagram("/" + std::string(107, 'x'), "READY=1") == ENAMETOOLONG);
    // As long as can be, and not there.
    CHECK(SendUnixDatagram("/" + std::string(106, 'x'), "READY=1") == ENOENT);
  }
}

}  // namespace netwake::uv

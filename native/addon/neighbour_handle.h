// Polls a neighbour watch on the loop of its environment, and hands the news to JavaScript. It never keeps
// the process alive: the source does that, whose companion it is.
#pragma once

#include <napi.h>
#include <uv.h>

#include <memory>
#include <vector>

#include "netlink/neighbour_watch.h"
#include "uv/handle_owner.h"

namespace netwake::addon {

class NeighbourHandle final : public uv::HandleOwner {
 public:
  NeighbourHandle(Napi::Env env, std::unique_ptr<netlink::NeighbourWatch> watch, Napi::Function on_news);

  netlink::NeighbourWatch* watch() { return watch_.get(); }

 private:
  static void OnReadable(uv_poll_t* poll, int status, int events);
  void Deliver(const std::vector<netlink::Neighbour>& news);
  void OnClose() override;
  void OnClosed() override;

  uv_poll_t poll_ = {};
  std::unique_ptr<netlink::NeighbourWatch> watch_;
  napi_ref on_news_ = nullptr;
};

}  // namespace netwake::addon

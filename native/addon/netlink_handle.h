// Polls an event source on the loop of its environment, and hands what it reads to JavaScript.
#pragma once

#include <napi.h>
#include <uv.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "addon/packed_batch.h"
#include "netlink/backlog.h"
#include "netlink/event_source.h"
#include "uv/handle_owner.h"
#include "uv/moderation.h"

namespace netwake::addon {

class NetlinkHandle final : public uv::HandleOwner {
 public:
  NetlinkHandle(Napi::Env env, std::unique_ptr<netlink::EventSource> source, Napi::Uint32Array block,
                Napi::Function on_batch, Napi::Function on_failure);

  // 0, or a negative error of libuv.
  int Start();
  void Ref(bool referenced);

  // The answers are told before this returns, as is what comes of the four below.
  void WatchPaths(std::span<const netlink::PathQuery> queries);
  void WatchAside(std::span<const netlink::PathQuery> added, std::span<const std::uint32_t> removed);
  // Reads what is pending, as much as a full buffer holds: the caller asked for the truth.
  void Drain();
  // What was kept may have become what is waited for.
  void Attend(std::optional<std::vector<std::uint32_t>> interfaces, bool details);
  // Tells what was kept, without a look at what is pending.
  void Flush() { DeliverToCaller(); }
  // From now on each batch is told with the datagrams that it was made of.
  void Record(bool recording);

  netlink::EventSource* source() { return source_.get(); }

 private:
  using ReadResult = netlink::EventSource::ReadResult;

  static void OnReadable(uv_poll_t* poll, int status, int events);
  void PollAfter(ReadResult result, bool stopped);
  void AskLater();
  void Pause();
  bool TakeBatch(napi_value (&arguments)[PackedBatch::kArguments]);
  // Whether there was anything to tell.
  bool DeliverToLoop();
  void DeliverToCaller();
  void Fail();
  void OnClose() override;
  void OnClosed() override;

  uv_poll_t poll_ = {};
  int polled_ = UV_READABLE;
  uv_timer_t postponed_ = {};
  uv_timer_t pause_ = {};
  uv::Moderation moderation_;
  std::unique_ptr<netlink::EventSource> source_;
  netlink::Batch batch_;
  netlink::Backlog backlog_;
  PackedBatch packed_;
  napi_ref on_batch_ = nullptr;
  napi_ref on_failure_ = nullptr;
};

}  // namespace netwake::addon

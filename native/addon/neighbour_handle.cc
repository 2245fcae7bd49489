#include "addon/neighbour_handle.h"

#include <sys/socket.h>

#include <utility>

#include "addon/values.h"
#include "netlink/text.h"

namespace netwake::addon {

namespace {

Napi::Object ToObject(Napi::Env env, const netlink::Neighbour& neighbour) {
  Napi::Object object = Napi::Object::New(env);
  const netlink::Bytes address = std::as_bytes(std::span(neighbour.address));
  Set(object, "family", neighbour.family == AF_INET6 ? 6.0 : 4.0);
  Set(object, "address", netlink::AddressText(neighbour.family, address));
  Set(object, "interfaceIndex", static_cast<double>(neighbour.interface_index));
  Set(object, "failed", neighbour.failed);
  return object;
}

}  // namespace

NeighbourHandle::NeighbourHandle(Napi::Env env, std::unique_ptr<netlink::NeighbourWatch> watch,
                                 Napi::Function on_news)
    : HandleOwner(env, "netwake:neighbours"), watch_(std::move(watch)) {
  napi_create_reference(env, on_news, 1, &on_news_);
  uv_poll_init(loop(), &poll_, watch_->descriptor());
  poll_.data = this;
  Opened();
  uv_unref(reinterpret_cast<uv_handle_t*>(&poll_));
  uv_poll_start(&poll_, UV_READABLE, OnReadable);
}

void NeighbourHandle::OnReadable(uv_poll_t* poll, int status, int) {
  auto* self = static_cast<NeighbourHandle*>(poll->data);
  self->watch_->CountWakeup();
  std::vector<netlink::Neighbour> news;
  self->watch_->Read(news);
  // An overflow raises EPOLLERR, on which libuv stops the handle.
  if (status < 0) uv_poll_start(poll, UV_READABLE, OnReadable);
  if (!news.empty()) self->Deliver(news);
}

void NeighbourHandle::Deliver(const std::vector<netlink::Neighbour>& news) {
  Napi::HandleScope scope(env());
  Napi::Array list = Napi::Array::New(env(), news.size());
  for (std::uint32_t position = 0; position < news.size(); ++position)
    list.Set(position, ToObject(env(), news[position]));
  const napi_value arguments[] = {list};
  Call(on_news_, arguments);
}

void NeighbourHandle::OnClose() {
  uv_poll_stop(&poll_);
  watch_.reset();
  CloseHandle(reinterpret_cast<uv_handle_t*>(&poll_),
              [](uv_handle_t* handle) { static_cast<NeighbourHandle*>(handle->data)->Closed(); });
}

void NeighbourHandle::OnClosed() { napi_delete_reference(env(), on_news_); }

}  // namespace netwake::addon

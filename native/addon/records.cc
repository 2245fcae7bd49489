#include "addon/records.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "addon/values.h"
#include "netlink/text.h"

namespace netwake::addon {

Napi::Object ToObject(Napi::Env env, const netlink::InterfaceStatistics& statistics) {
  Napi::Object object = Napi::Object::New(env);
  const auto count = [&](const char* key, std::uint64_t value) {
    object.Set(key, Napi::BigInt::New(env, value));
  };
  Set(object, "name", statistics.name);
  Set(object, "isUp", statistics.up);
  count("rxBytes", statistics.rx_bytes);
  count("txBytes", statistics.tx_bytes);
  count("rxPackets", statistics.rx_packets);
  count("txPackets", statistics.tx_packets);
  count("rxErrors", statistics.rx_errors);
  count("txErrors", statistics.tx_errors);
  count("rxDropped", statistics.rx_dropped);
  count("txDropped", statistics.tx_dropped);
  Set(object, "mtu", static_cast<double>(statistics.mtu));
  Set(object, "macAddress", netlink::HardwareAddressText(statistics.mac));
  Set(object, "loopback", statistics.loopback);
  return object;
}

Napi::Object ToObject(Napi::Env env, const netlink::Counters& counters) {
  Napi::Object object = Napi::Object::New(env);
  Set(object, "messages", static_cast<double>(counters.messages));
  Set(object, "wakeups", static_cast<double>(counters.wakeups));
  Set(object, "resyncs", static_cast<double>(counters.resyncs));
  Set(object, "overflows", static_cast<double>(counters.overflows));
  Set(object, "dropped", static_cast<double>(counters.dropped));
  Set(object, "audits", static_cast<double>(counters.audits));
  Set(object, "drifts", static_cast<double>(counters.drifts));
  Set(object, "receiveBufferBytes", static_cast<double>(counters.receive_buffer_bytes));
  return object;
}

bool FromArray(Napi::Env env, Napi::Value value, std::vector<netlink::PathQuery>& queries) {
  const auto refuse = [&](const char* message) {
    Napi::TypeError::New(env, message).ThrowAsJavaScriptException();
    return false;
  };
  if (!value.IsArray()) return refuse("path queries must be an array");
  const Napi::Array list = value.As<Napi::Array>();
  for (std::uint32_t position = 0; position < list.Length(); ++position) {
    const Napi::Value item = list.Get(position);
    if (!item.IsObject()) return refuse("a path query must be an object");
    const Napi::Object object = item.As<Napi::Object>();
    const Napi::Value id = object.Get("id"), family = object.Get("family"), address = object.Get("address"),
                      interface_index = object.Get("interfaceIndex");
    if (!id.IsNumber() || !family.IsNumber() || !address.IsString() || !interface_index.IsNumber()) {
      return refuse("a path query needs id, family, address and interfaceIndex");
    }
    netlink::PathQuery query;
    query.id = id.As<Napi::Number>().Uint32Value();
    query.family = family.As<Napi::Number>().Int32Value() == 6 ? AF_INET6 : AF_INET;
    query.interface_index = interface_index.As<Napi::Number>().Uint32Value();
    const std::string text = address.As<Napi::String>().Utf8Value();
    if (inet_pton(query.family, text.c_str(), query.address) != 1)
      return refuse("a path query needs a literal address");
    queries.push_back(query);
  }
  return true;
}

bool FromArray(Napi::Env env, Napi::Value value, std::vector<netlink::Neighbour>& neighbours) {
  const auto refuse = [&](const char* message) {
    Napi::TypeError::New(env, message).ThrowAsJavaScriptException();
    return false;
  };
  if (!value.IsArray()) return refuse("neighbours must be an array");
  const Napi::Array list = value.As<Napi::Array>();
  for (std::uint32_t position = 0; position < list.Length(); ++position) {
    const Napi::Value item = list.Get(position);
    if (!item.IsObject()) return refuse("a neighbour must be an object");
    const Napi::Object object = item.As<Napi::Object>();
    const Napi::Value family = object.Get("family"), address = object.Get("address"),
                      interface_index = object.Get("interfaceIndex"), failed = object.Get("failed");
    if (!family.IsNumber() || !address.IsString() || !interface_index.IsNumber() || !failed.IsBoolean())
      return refuse("a neighbour needs family, address, interfaceIndex and failed");
    netlink::Neighbour neighbour;
    neighbour.family = family.As<Napi::Number>().Int32Value() == 6 ? AF_INET6 : AF_INET;
    neighbour.interface_index = interface_index.As<Napi::Number>().Uint32Value();
    neighbour.failed = failed.As<Napi::Boolean>().Value();
    const std::string text = address.As<Napi::String>().Utf8Value();
    if (inet_pton(neighbour.family, text.c_str(), neighbour.address) != 1)
      return refuse("a neighbour needs a literal address");
    neighbours.push_back(neighbour);
  }
  return true;
}

}  // namespace netwake::addon

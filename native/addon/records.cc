#include "addon/records.h"

#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "addon/values.h"

namespace netwake::addon {

namespace {

using netlink::AddressRecord;
using netlink::LinkRecord;
using netlink::PathRecord;
using netlink::RouteHint;

double FamilyNumber(std::uint8_t family) { return family == AF_INET6 ? 6 : 4; }

const char* OperStateText(std::uint8_t state) {
  switch (state) {
    case IF_OPER_NOTPRESENT:
      return "notpresent";
    case IF_OPER_DOWN:
      return "down";
    case IF_OPER_LOWERLAYERDOWN:
      return "lowerlayerdown";
    case IF_OPER_TESTING:
      return "testing";
    case IF_OPER_DORMANT:
      return "dormant";
    case IF_OPER_UP:
      return "up";
    default:
      return "unknown";
  }
}

const char* ScopeText(std::uint8_t scope) {
  switch (scope) {
    case RT_SCOPE_SITE:
      return "site";
    case RT_SCOPE_LINK:
      return "link";
    case RT_SCOPE_HOST:
      return "host";
    case RT_SCOPE_NOWHERE:
      return "nowhere";
    default:
      return "global";
  }
}

Napi::Value ToValue(Napi::Env env, const LinkRecord& link) {
  Napi::Object object = Napi::Object::New(env);
  Set(object, "index", static_cast<double>(link.index));
  Set(object, "name", link.name);
  Set(object, "kind", link.kind);
  Set(object, "loopback", link.loopback);
  Set(object, "up", link.up);
  Set(object, "carrier", link.carrier);
  Set(object, "operState", std::string_view(OperStateText(link.oper_state)));
  Set(object, "mtu", static_cast<double>(link.mtu));
  Set(object, "mac", link.mac);
  return object;
}

Napi::Value ToValue(Napi::Env env, const AddressRecord& address) {
  Napi::Object object = Napi::Object::New(env);
  Set(object, "index", static_cast<double>(address.index));
  Set(object, "family", FamilyNumber(address.family));
  Set(object, "address", address.address);
  Set(object, "prefixLength", static_cast<double>(address.prefix_length));
  Set(object, "scope", std::string_view(ScopeText(address.scope)));
  Set(object, "tentative", address.tentative);
  Set(object, "deprecated", address.deprecated);
  return object;
}

Napi::Value ToValue(Napi::Env env, const PathRecord& path) {
  Napi::Object object = Napi::Object::New(env);
  Set(object, "id", static_cast<double>(path.id));
  SetOrNull(object, "error", path.error == 0 ? std::string() : ErrnoName(path.error));
  Set(object, "local", path.local);
  Set(object, "interfaceIndex", static_cast<double>(path.interface_index));
  SetOrNull(object, "gateway", path.gateway);
  SetOrNull(object, "source", path.source);
  return object;
}

Napi::Value ToValue(Napi::Env env, const RouteHint& route) {
  Napi::Object object = Napi::Object::New(env);
  Set(object, "deleted", route.deleted);
  Set(object, "family", FamilyNumber(route.family));
  Set(object, "destination", route.destination);
  SetOrNull(object, "gateway", route.gateway);
  Set(object, "interfaceIndex", static_cast<double>(route.interface_index));
  Set(object, "table", static_cast<double>(route.table));
  return object;
}

Napi::Value ToValue(Napi::Env env, std::uint32_t number) { return Napi::Number::New(env, number); }

template <typename Record>
void SetList(Napi::Object object, const char* key, const std::vector<Record>& records) {
  if (records.empty()) return;
  Napi::Array list = Napi::Array::New(object.Env(), records.size());
  std::uint32_t position = 0;
  for (const Record& record : records) list.Set(position++, ToValue(object.Env(), record));
  object.Set(key, list);
}

}  // namespace

Napi::Object ToObject(Napi::Env env, const netlink::Batch& batch) {
  Napi::Object object = Napi::Object::New(env);
  SetList(object, "links", batch.links);
  SetList(object, "removedLinks", batch.removed_links);
  SetList(object, "addresses", batch.addresses);
  SetList(object, "removedAddresses", batch.removed_addresses);
  SetList(object, "paths", batch.paths);
  SetList(object, "routes", batch.routes);
  if (batch.resync != nullptr) Set(object, "resync", std::string_view(batch.resync));
  if (batch.ready) Set(object, "ready", true);
  return object;
}

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
  Set(object, "macAddress", statistics.mac);
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

}  // namespace netwake::addon

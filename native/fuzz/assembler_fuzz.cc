// The input is a session (session_input.h). After each datagram, whoever applied the batches so far must know
// what the assembler's table holds; and so must one who waits for little, once told what was kept from them.
#include <linux/netlink.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "netlink/assembler.h"
#include "netlink/backlog.h"
#include "reader_model.h"
#include "require.h"
#include "seen_since.h"
#include "session_input.h"

namespace netwake::fuzz {

namespace {

using netlink::Failure;

class Session {
 public:
  explicit Session(netlink::Selection selection) : selection_(std::move(selection)) {}

  // As the event source does: a dump first, and the end with the first failure.
  void Run(netlink::Bytes input) {
    backlog_.Attend(std::vector<std::uint32_t>{kAttended}, false);
    SessionInput steps(input);
    Step step;
    Begin();
    while (steps.Next(step)) {
      refusing_ = step.refuse;
      if (step.lose) Lose();
      if (step.begin && Begin()) return;
      step.AnswerDump(sequence_);
      if (Take(step.datagram)) return;
      if (step.look) Look();
    }
    Look();
  }

 private:
  Failure Send(std::span<const std::byte> request) {
    nlmsghdr header = {};
    Require(request.size() >= sizeof(header), "a request has a header");
    std::memcpy(&header, request.data(), sizeof(header));
    Require(header.nlmsg_len == request.size(), "a request is one whole message");
    Require((header.nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP, "all that is asked for is a dump");
    Require(header.nlmsg_seq != sequence_, "each request has a sequence number of its own");
    sequence_ = header.nlmsg_seq;
    return refusing_ ? Failure{"sendto", ENOBUFS} : Failure{};
  }

  void Lose() {
    assembler_.Lose("receive-buffer-overflow");
    Require(assembler_.dump_wanted(), "after a loss a dump is wanted");
  }

  Failure Begin() {
    seen_.Clear();
    const Failure failure = assembler_.BeginDump();
    Require(!assembler_.dump_wanted(), "a dump that is begun is wanted no more");
    Require(static_cast<bool>(failure) == refusing_, "a refusal to send is told");
    return failure;
  }

  Failure Take(netlink::Bytes datagram) {
    const bool was_ready = assembler_.ready();
    const auto before = counters_;
    seen_.Take(datagram);
    const Failure failure = assembler_.Take(datagram, batch_);
    RequireInOrder();
    const bool finished = assembler_.ready() != was_ready || counters_.resyncs != before.resyncs;
    // One that was interrupted once too often ends without a sweep, and wants another.
    if (finished && !assembler_.dump_wanted()) seen_.RequireAllOf(assembler_.table());
    if (counters_.resyncs != before.resyncs) Require(was_ready, "the first dump is no resync");
    Require(counters_.messages >= before.messages, "messages are counted upwards");
    Require(counters_.dropped - before.dropped <= counters_.messages - before.messages + 1,
            "each message is dropped once at most");
    return failure;
  }

  // The batch goes on growing until someone looks: it must be right at any time.
  void RequireInOrder() {
    RequireChosen();
    if (!assembler_.ready())
      return Require(batch_.empty(), "nothing is told before the first dump is complete");
    ReaderModel reader = reader_;
    reader.Apply(batch_);
    reader.RequireSameAs(assembler_.table());
  }

  void RequireChosen() {
    netlink::Batch all;
    assembler_.table().AppendAll(all);
    for (const auto& [record, state_only] : all.links)
      Require(selection_.Watches(record), "the table has no link that does not count");
    if (selection_.all()) return;
    for (const auto& address : all.addresses)
      Require(assembler_.table().Find(address.index) != nullptr, "an address is of a link that counts");
  }

  void Look() {
    Require(batch_.ready == (assembler_.ready() && !told_ready_),
            "it is told once that the first dump is complete");
    told_ready_ = assembler_.ready();
    reader_.Apply(batch_);
    if (assembler_.ready()) TellThePatient();
    batch_.clear();
    Require(batch_.empty(), "a batch that was read is empty");
    const netlink::PathHints& hints = assembler_.hints();
    Require(hints.may_move || !hints.links.empty() || (hints.darkened.empty() && !hints.may_improve),
            "a hint says that ways may move");
    assembler_.hints() = {};
  }

  // Waits for one interface alone, of which it must know all that there is.
  void TellThePatient() {
    netlink::Batch told = batch_;
    backlog_.Pass(told, assembler_.catching_up());
    patient_.Apply(told);
    netlink::Backlog kept = backlog_;
    netlink::Batch rest;
    kept.Release(rest);
    for (const auto& change : rest.links)
      Require(change.record.index != kAttended, "what is waited for is not kept");
    ReaderModel reader = patient_;
    reader.Apply(rest);
    reader.RequireSameAs(assembler_.table());
  }

  static constexpr std::uint32_t kAttended = 2;

  // Read by what the constructor of the assembler is given, so they come before it.
  std::uint32_t sequence_ = 0;
  bool refusing_ = false;
  netlink::Selection selection_;
  netlink::Counters counters_;
  netlink::Assembler assembler_{[this](auto request) { return Send(request); }, counters_, selection_};
  netlink::Batch batch_;
  ReaderModel reader_;
  ReaderModel patient_;
  netlink::Backlog backlog_;
  SeenSince seen_;
  bool told_ready_ = false;
};

}  // namespace

}  // namespace netwake::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const netwake::netlink::Bytes input(reinterpret_cast<const std::byte*>(data), size);
  netwake::fuzz::Session({}).Run(input);
  // Those of the captured datagrams, without one of them.
  const std::vector<std::string> ignored = {"w*", "kind:bridge"};
  netwake::fuzz::Session({{}, ignored}).Run(input);
  return 0;
}

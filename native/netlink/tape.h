// What the reads of one wake-up came to, in order: enough to make the same batch again, without a socket.
#pragma once

#include <span>
#include <vector>

#include "netlink/assembler.h"
#include "netlink/messages.h"
#include "netlink/socket.h"

namespace netwake::netlink {

struct TapeEntry {
  ReceiveOutcome outcome = ReceiveOutcome::kDrained;
  std::vector<std::byte> datagram;  // of kDatagram
  // No read at all: a dump was asked for, to catch up with an interface that is new.
  bool catch_up = false;
};

using Tape = std::vector<TapeEntry>;

// What an entry comes to for the view, that of a read and that of a dump.
Failure Play(const TapeEntry& entry, Assembler& assembler, Counters& counters, Batch& batch);

// What a read comes to for the view, whether it was made of a socket or comes off a tape. A socket that
// failed is for the reader.
Failure TakeOutcome(ReceiveOutcome outcome, Bytes datagram, Assembler& assembler, Counters& counters,
                    Batch& batch);

// A view in the form in which a dump with these sequence numbers would tell it: the links, then the
// addresses.
std::vector<std::vector<std::byte>> DumpOf(const Table& table, std::uint32_t link_sequence,
                                           std::uint32_t address_sequence);

}  // namespace netwake::netlink

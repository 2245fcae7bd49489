import type { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { addCommonOptions, checkedBy, type CommonFlags, refuseFlag } from './options.ts';

/** The flags of `netwake doctor`, as commander hands them over. */
export interface DoctorFlags extends CommonFlags {
  /** Where an anonymised report goes. */
  bundle?: string;
}

const HELP = `
Verifies the network once and walks the chain interface, carrier, address, dad
(duplicate address detection), route, gateway, host, dns, portal. Of each link
it says whether it holds and what shows it, and where it breaks one thing to do
about it. What else stands in the way, or will, follows: hosts that a firewall
blocks, netlink that is denied, waits that never end, names of interfaces that
there are not.

When no check host answers the gateways are asked too (TCP 53, 80, 443), unless
the configuration says gateway_probe: false.

--bundle writes a new file for a bug report: the report, the configuration in
force, versions, the snapshot, and a recording for netwake replay. Names and
addresses in it are replaced, secrets are left out.

Exits 0 up, 3 degraded, 4 down, 5 unknown, 1 when the bundle can't be written,
64 for bad usage, 78 for a bad config file, 130 and 143 when interrupted.

Examples:
  netwake doctor
  netwake doctor --host db.lan:5432 --interface eth0
  netwake doctor --bundle netwake-bundle.tar.gz
`;

/** Declares `netwake doctor`. */
export function addDoctor(program: Command, context: CommandContext): void {
  const command = program.command('doctor').description('say where the network is broken, and what to do');
  command.option('--bundle <file>', 'write an anonymised report to a new .tar.gz file', checkedBy(refuseFlag));
  addCommonOptions(command)
    .addHelpText('after', HELP)
    .action(async (flags: DoctorFlags) => {
      const { doctor } = await import('./doctor.ts');
      process.exitCode = await doctor(flags, context);
    });
}

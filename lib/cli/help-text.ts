// What stands below the flags in --help, and in the manual page: paragraphs, how it exits, and examples.

export const WATCH_HELP = `
On a terminal it is a view of the state, the check hosts, the interfaces and the
last changes: q or Ctrl-C ends it, Ctrl-Z stops it, Ctrl-L draws it anew.
Elsewhere, and with --plain, it prints a line for the state that is found, and
one for every change of it, until a signal ends it. With --json each is an
object with type, state, previous, reason, interface and at. SIGHUP has the file
of --config read again.

Exits 0 on SIGINT and SIGTERM, 5 when the monitor can't watch, 64 for bad usage,
78 for a bad config file.

Examples:
  netwake
  netwake watch --host db.lan:5432 --interval 2s
  netwake watch --json --events | jq -r 'select(.type == "state") | .reason'
`;

export const STATUS_HELP = `
Probes every check host and waits for the last answer, so that up means all of
them. With --link-only nothing is probed.

Exits 0 up, 3 degraded, 4 down, 5 unknown, 64 for bad usage, 78 for a bad config
file, 130 and 143 when interrupted.

Examples:
  netwake status
  netwake status --host db.lan:5432 --timeout 2s
  netwake status --json | jq '.hosts[] | {host, reachable, rttMs}'
`;

export const STATS_HELP = `
Counts are those of the kernel since the interface was made. Nothing is sent.

Exits 0, 64 for bad usage, 78 for a bad config file.

Examples:
  netwake stats
  netwake stats --interface eth0 --json
`;

export const REPLAY_HELP = `
Runs the monitor's own rules over a recording, on any machine, and prints the
states that they lead to.

Exits 0 when they are the recorded ones, 1 when they are not, 64 for bad usage,
65 when the file is no recording.

Examples:
  NETWAKE_RECORD=outage.ndjson netwake watch
  netwake replay outage.ndjson
  netwake replay --anonymize outage.ndjson > to-send.ndjson
`;

export const CONFIG_CHECK_HELP = `
Exits 0 when nothing is wrong, 78 when anything is, 64 for bad usage.

Examples:
  netwake config check /etc/netwake.yaml
`;

export const CONFIG_SHOW_HELP = `
A value comes from its default, a preset, a file, the environment (NETWAKE_*) or
a flag; the later wins.

Exits 0, 64 for bad usage, 78 for a bad config file.

Examples:
  netwake config show --config netwake.yaml
  NETWAKE_RETRY_MAX_ATTEMPTS=9 netwake config show --preset patient
`;

export const CONFIG_HELP = `
Examples:
  netwake config check netwake.yaml
  netwake config show --preset patient
`;

export const PROGRAM_HELP = `
Every command has its own flags: netwake watch --help

Examples:
  netwake                                   # watch the network
  netwake wait --for 30s && rsync -a /srv/ backup:/srv/
  netwake run -- curl --fail -O https://example.org/file
`;

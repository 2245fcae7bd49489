// What the manual page has beside the commands.

type Items = ReadonlyArray<readonly [term: string, text: string]>;

export const DESCRIPTION: readonly string[] = [
  `netwake knows the state of the network: up, degraded (some check hosts answer), down, or unknown. It hears the kernel over
rtnetlink(7), without polling, and verifies by connecting to its check hosts. It needs no privilege. Where there is no netlink
it polls.`,
  `Without a command it watches.`,
];

export const DURATION = `A <duration> is a number with its unit, or several: 250ms, 10s, 1m30s, 2h.`;

export const EXIT_STATUS: Items = [
  ['0', 'Success; of status and doctor: up.'],
  [
    '1',
    'Failure: the network is not as wanted in time (wait), the states of a recording are others (replay), a bundle can not be written (doctor), or its address can not be listened on (serve).',
  ],
  ['3', 'The network is degraded.'],
  ['4', 'The network is down.'],
  ['5', 'Nothing is known of the network: the monitor itself failed.'],
  ['64', 'Bad usage. One line on standard error names the flag.'],
  ['65', 'The file is no recording.'],
  ['74', "Standard output can't be written: what the command came to is lost."],
  ['75', 'run: the network did not come back within --max-network-wait, and no attempt had come to an end of its own.'],
  ['78', 'A bad configuration. What is wrong is named with file, line and column.'],
  ['124', 'run: a time limit has ended the command.'],
  ['126', "run: the command can't be executed."],
  ['127', 'run: the command is not found.'],
  ['130, 143', 'SIGINT or SIGTERM ended a command that was to come to an end of its own.'],
];
export const OTHER_EXIT = `run exits with the code of the command otherwise, or 128 and the number of the signal that killed it.`;

export const ENVIRONMENT: Items = [
  [
    'NETWAKE_PRESET, NETWAKE_NETWORK_MONITOR_*, NETWAKE_RETRY_*',
    'Values for the keys of the configuration file: NETWAKE_, and the path of the key in capitals. They win over the file, and flags win over them.',
  ],
  [
    'NETWAKE_RECORD',
    'A file to which the monitor records what it sees and decides, for netwake replay. %p in it is the process.',
  ],
  ['NETWAKE_RECORD_ANONYMIZE', '1: names and addresses in the recording are replaced.'],
  ['NO_COLOR', 'When it is set, nothing is coloured.'],
];

export const FILES: Items = [
  [
    '--config <file>',
    'YAML, with preset, network_monitor, retry and webhooks. None is read unless it is named. netwake config check says what is wrong with one, and config.schema.json in the package describes it to editors.',
  ],
  ['/proc/net, /sys/class/net', 'Are read where there is no netlink.'],
];

export const SIGNALS: Items = [
  ['SIGINT, SIGTERM', 'End a command. watch and serve exit with 0.'],
  [
    'SIGHUP',
    'Has the file of --config read again in watch and serve, without losing a change. When its terminal was closed it ends.',
  ],
  ['SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH', 'Are passed on by run to its command.'],
];

export const SEE_ALSO = 'ip(8), rtnetlink(7), nm-online(1), systemd-networkd-wait-online.service(8), timeout(1)';

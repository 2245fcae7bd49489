import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { cliWords } from '../../cli/support/run-cli.ts';
import { TerminalSession, type TerminalSettings } from '../../cli/support/terminal-session.ts';
import { concerns } from '../support/backend.ts';
import { Lab } from '../support/lab.ts';

const [CTRL_C, CTRL_Z, CTRL_L, CTRL_BACKSLASH] = ['\x03', '\x1a', '\x0c', '\x1c'];
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;

/** With what is never the same twice replaced by something of the same width. */
function alike(lines: readonly string[]): string[] {
  return lines.map((line) =>
    line
      .replace(TIME, (time) => 'TIME'.padEnd(time.length))
      .replace(/\d+(\.\d+)? m?s\b/g, (duration) => '#'.padEnd(duration.length))
      .replace(/[▁-█]/gu, '▁')
      // As the kernel's version has it, of a veth.
      .replace('lowerlayerdown', 'down')
      .replace(/(just now|for .*)$/, 'AGE'),
  );
}

const UP = [
  'up  all-hosts-reachable (2 of 2)  AGE',
  'events by netlink, probes by the addon',
  '',
  'HOST        ANSWER        BY    ROUND TRIPS',
  '8.8.8.8:53  #             eth0  ▁',
  '1.1.1.1:53  #             eth0  ▁',
  '',
  'INTERFACE  LINK        ADDRESSES',
  'lo         up          127.0.0.1/8 ::1/128',
  'eth0       up          10.0.0.2/24',
  '',
  'CHANGED               TO        REASON                TOOK      BY',
  'TIME                  up        all-hosts-reachable   #         eth0',
];
const isUp = (text: string): boolean => text.includes('(2 of 2)');
const isDown = (text: string): boolean => text.startsWith('down  no-carrier');

concerns(['netlink'], 'a terminal has nothing to do with it').describe('netwake watch on a terminal', () => {
  let lab: Lab;
  const watch = cliWords(
    'watch',
    '--interface',
    'eth0',
    '--interval',
    '1h',
    '--host',
    '8.8.8.8:53',
    '--host',
    '1.1.1.1:53',
  );

  before(async () => {
    lab = await Lab.connected();
    // Its link-local address would come when the detection of duplicates is through.
    await lab.host.run('sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1');
  });

  afterEach(() => lab.plugCable());
  after(() => lab[Symbol.asyncDispose]());

  const start = (settings: TerminalSettings = {}, line = `exec ${watch}`): TerminalSession =>
    new TerminalSession(line, settings);

  it('shows the network, the pulled cable, and the network again', async () => {
    using session = start();
    expect(alike(await session.shows(isUp))).to.deep.equal(UP);
    expect(session.screen.isAlternate).to.equal(true);
    expect(session.screen.wraps).to.equal(false);

    await lab.pullCable();
    expect(alike(await session.shows(isDown))).to.deep.equal([
      'down  no-carrier (0 of 2)  AGE',
      'eth0 has no carrier, operational state down',
      '',
      'HOST        ANSWER        BY    ROUND TRIPS',
      '8.8.8.8:53  ENETUNREACH   eth0  ▁',
      '1.1.1.1:53  ENETUNREACH   eth0  ▁',
      '',
      ...UP.slice(7, 9),
      'eth0       no carrier  10.0.0.2/24',
      ...UP.slice(10, 12),
      'TIME                  down      no-carrier            #         eth0',
      UP[12],
    ]);

    await lab.plugCable();
    const again = alike(await session.shows(isUp));
    expect(again.slice(0, 3)).to.deep.equal(UP.slice(0, 3));
    expect(again.slice(-3)).to.deep.equal([
      UP[12],
      'TIME                  down      no-carrier            #         eth0',
      UP[12],
    ]);
  });

  it('leaves the terminal clean at Ctrl-C, with the last state in a line, and exits 0', async () => {
    using session = start(
      {},
      `trap : INT; echo before; ${watch}; code=$?; stty -a | grep -wo -- '-\\?\\(echo\\|isig\\)'; exit $code`,
    );
    await session.shows(isUp);
    session.press(CTRL_C);
    expect(await session.exit()).to.equal(0);
    expect(session.screen.lines.map((line) => line.replace(TIME, 'TIME'))).to.deep.equal([
      'before',
      'TIME  up        all-hosts-reachable   eth0',
      'isig',
      'echo',
    ]);
    expect(session.screen.isAlternate).to.equal(false);
    expect(session.screen.wraps).to.equal(true);
    expect(session.output.lastIndexOf('\x1b[?25h')).to.be.greaterThan(session.output.lastIndexOf('\x1b[?25l'));
  });

  for (const [name, end] of [
    ['q', (session: TerminalSession) => session.press('q')],
    ['SIGTERM', (session: TerminalSession) => process.kill(session.processes[0]!, 'SIGTERM')],
  ] as const) {
    it(`does so at ${name} too`, async () => {
      using session = start();
      await session.shows(isUp);
      end(session);
      expect(await session.exit()).to.equal(0);
      expect(session.screen.lines).to.have.lengthOf(1);
      expect(session.screen.isAlternate).to.equal(false);
    });
  }

  it('leaves the terminal clean at Ctrl-\\ too, of which it ends as it would without a view', async () => {
    using session = start(
      {},
      `ulimit -c 0; trap : QUIT; ${watch}; code=$?; stty -a | grep -wo -- '-\\?\\(echo\\|isig\\)'; exit $code`,
    );
    await session.shows(isUp);
    session.press(CTRL_BACKSLASH);
    expect(await session.exit()).to.equal(131);
    expect(session.screen.lines.slice(-2)).to.deep.equal(['isig', 'echo']);
    expect(session.screen.isAlternate).to.equal(false);
    expect(session.screen.wraps).to.equal(true);
    expect(session.output.lastIndexOf('\x1b[?25h')).to.be.greaterThan(session.output.lastIndexOf('\x1b[?25l'));
  });

  it('is drawn anew when the terminal becomes another size', async () => {
    using session = start();
    await session.shows(isUp);
    session.resize(34, 7);
    // Not what is left of the larger one, which the terminal cuts off.
    expect(alike(await session.shows((text) => text.includes('(2 of 2) …')))).to.deep.equal([
      'up  all-hosts-reachable (2 of 2) …',
      'events by netlink, probes by the …',
      '',
      'HOST        ANSWER        ROUND T…',
      '8.8.8.8:53  #             ▁',
      '1.1.1.1:53  #             ▁',
    ]);
    session.resize(80, 20);
    expect(alike(await session.shows((text) => text.includes('CHANGED')))).to.deep.equal(UP);
  });

  it('echoes nothing that is typed, and is drawn anew at Ctrl-L', async () => {
    using session = start();
    await session.shows(isUp);
    session.press('nothing\r\r\r');
    const before = session.output.length;
    session.press(CTRL_L);
    await session.shows(() => session.output.slice(before).includes('\x1b[2J'));
    expect(alike(await session.shows(isUp))).to.deep.equal(UP);
  });

  it('gives the terminal back while it is stopped, and is drawn anew when it goes on', async () => {
    // A shell with job control goes on with its next command when the one before it is stopped.
    const line = `exec bash --norc -mc "$JOB"`;
    const job = `${watch}; echo "<stopped $?>"; stty -a | grep -wo -- '-\\?isig'; read; fg >/dev/null; echo "<ended $?>"`;
    using session = start({ environment: { JOB: job } }, line);
    await session.shows(isUp);
    session.press(CTRL_Z);
    await session.shows((text) => text.includes('<stopped 148>\nisig'));
    expect(session.screen.isAlternate).to.equal(false);
    await lab.pullCable();
    session.press('\n');
    await session.shows(isDown);
    expect(session.screen.isAlternate).to.equal(true);
    session.press('q');
    await session.shows((text) => text.includes('<ended 0>'));
    expect(session.screen.isAlternate).to.equal(false);
  });

  it('leaves the terminal to others in the background, and ends there', async () => {
    const line = `exec bash --norc -mc "$JOB"`;
    const job = `${watch}; bg; read; kill %1; wait %1; echo "<ended $?>"`;
    using session = start({ environment: { JOB: job } }, line);
    await session.shows(isUp);
    const [, netwake] = session.processes;
    session.press(CTRL_Z);
    // Whoever touches the terminal from there is stopped at once (SIGTTOU).
    await session.shows((text) => text.includes(']+'));
    while (readFileSync(`/proc/${netwake}/status`, 'utf8').includes('State:\tT')) await new Promise(setImmediate);
    await lab.pullCable();
    session.press('\n');
    const lines = await session.shows((text) => text.includes('<ended 0>'));
    expect(lines.join('\n')).to.match(/Z {2}(up|down) {2}/);
    expect(session.screen.isAlternate).to.equal(false);
  });

  it('goes on at Ctrl-Z where no shell could have it go on', async () => {
    using session = start();
    await session.shows(isUp);
    for (let time = 0; time < 2; time++) {
      const before = session.output.length;
      session.press(CTRL_Z);
      await session.shows(() => session.output.slice(before).includes('\x1b[2J'));
      expect(alike(await session.shows(isUp))).to.deep.equal(UP);
      expect(session.screen.isAlternate).to.equal(true);
    }
  });

  it('has colours, but for who has set NO_COLOR', async () => {
    const colours = /CSI [\d;]+m/;
    using coloured = start();
    await coloured.shows(isUp);
    expect(coloured.output.replaceAll('\x1b[', 'CSI ')).to.match(colours);
    using plain = start({ environment: { NO_COLOR: '1' } });
    await plain.shows(isUp);
    expect(plain.output.replaceAll('\x1b[', 'CSI ')).not.to.match(colours);
  });

  for (const [what, settings, line] of [
    ['a terminal that can only print', { environment: { TERM: 'dumb' } }, `exec ${watch}`],
    ['who wants lines', {}, `exec ${watch} --plain`],
    ['the background', {}, `set -m; ${watch} & wait`],
  ] as const) {
    it(`prints lines for ${what}`, async () => {
      using session = start(settings, line);
      await lab.pullCable();
      const lines = await session.shows((text) => text.includes('no-carrier'));
      expect(lines.at(-1)).to.match(/Z {2}down {6}no-carrier {12}eth0$/);
      expect(session.output).not.to.include('\x1b[');
    });
  }

  for (const [how, line] of [
    ['the terminal is closed', watch],
    // In the background no signal tells of it, but the next line can't be written.
    ['the terminal is closed, which it is not told', `set -m; { ${watch} --plain; echo "<ended $?>" >&3; } & wait`],
  ] as const) {
    it(`ends, by SIGHUP and not by an abort of Node, when ${how}`, async () => {
      using session = start({}, `trap "" HUP; ${line}; echo "<ended $?>" >&3`);
      await session.shows((text) => text.includes('-hosts-reachable'));
      session.hangUp();
      await lab.pullCable();
      expect(await session.aside).to.match(/^<ended 129>\n/);
    });
  }

  it('writes nothing while nothing changes', async () => {
    using session = start();
    await session.shows(isUp);
    const drawn = session.output;
    // Neither of these is seen in it. The third is, so that there is no need to wait for nothing.
    await lab.host.run('ip link set eth0 mtu 1400 && ip link set eth0 mtu 1500');
    await lab.host.run('ip addr add 10.9.9.9/24 dev eth0');
    await session.shows((text) => text.includes('10.9.9.9'));
    const more = session.output.slice(drawn.length);
    await lab.host.run('ip addr del 10.9.9.9/24 dev eth0');
    expect(more.replaceAll('\x1b[', 'CSI ').match(/CSI \d+;1H/g)).to.deep.equal(['CSI 10;1H']);
  });
});

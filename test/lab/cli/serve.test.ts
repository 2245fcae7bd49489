import { expect } from 'chai';
import { EventClient, fetchPage } from '../../cli/support/event-client.ts';
import { type Cli, linesOf, nextLine } from '../../cli/support/run-cli.ts';
import { concerns } from '../support/backend.ts';
import { startCli } from '../support/cli.ts';
import { Lab } from '../support/lab.ts';

const WHY = 'no flag of the command line chooses the prober';
/** For a machine that is busy; by itself it takes some milliseconds, and polling a second. */
const NEWS_MS = 5_000;

concerns(['netlink', 'polling'], WHY).describe('netwake serve', () => {
  let lab: Lab;
  let child: Cli | null = null;
  let client: EventClient | null = null;

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(async () => {
    client?.close();
    child?.kill('SIGKILL');
    client = child = null;
    await lab[Symbol.asyncDispose]();
  });

  async function start(): Promise<string> {
    child = startCli('serve', '--listen', '127.0.0.1:0');
    const lines = linesOf(child);
    const url = (await nextLine(lines)).replace('listening on ', '');
    void (async () => {
      for await (const _ of lines);
    })();
    client = await EventClient.open(`${url}events`);
    return url;
  }

  it('tells of a cable that is pulled and plugged, everywhere, and stays healthy', async () => {
    const url = await start();
    while ((await client!.next()).data['state'] !== 'up');
    const pulledMs = Date.now();
    await lab.pullCable();
    expect((await client!.next()).data).to.include({
      ...{ type: 'state', state: 'down', previous: 'up', reason: 'no-carrier', interface: 'eth0' },
    });
    expect(Date.now() - pulledMs).to.be.lessThan(NEWS_MS);

    const health = await fetchPage(`${url}healthz`);
    expect(health.status).to.equal(200);
    expect(JSON.parse(health.body)).to.include({ status: 'ok', state: 'down', reason: 'no-carrier' });
    const { body } = await fetchPage(`${url}metrics`);
    expect(body)
      .to.include('netwake_state{state="down"} 1')
      .and.include('netwake_interface_carrier{interface="eth0"} 0')
      .and.include('netwake_state_changes_total{state="down",reason="no-carrier"} 1');
    expect((await fetchPage(url)).body).to.include('<h1 class="down">down</h1>');

    await lab.plugCable();
    expect((await client!.next()).data).to.include({ type: 'state', state: 'up', previous: 'down' });
    expect((await fetchPage(`${url}metrics`)).body).to.include('netwake_host_reachable{host="8.8.8.8",port="');
  });

  it('tells what it does not know yet, and does not wait for it', async () => {
    await lab.block();
    const url = await start();
    expect((await client!.next()).data).to.include({ state: 'unknown', previous: 'unknown', reason: 'starting' });
    expect(JSON.parse((await fetchPage(`${url}healthz`)).body)).to.include({ status: 'ok', state: 'unknown' });
    await lab.unblock();
    expect((await client!.next()).data).to.include({ previous: 'unknown' });
  });
});

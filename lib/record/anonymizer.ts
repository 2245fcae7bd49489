import { StateError } from '../errors.ts';
import { loadAddon } from '../native/loader.ts';
import type { SecretKind } from '../native/binding.ts';
import type {
  AddressRecord,
  LinkUpdate,
  PathQuery,
  PathRecord,
  RouteHint,
  SourceBatch,
  WatchedNeighbour,
} from '../sources/contract.ts';
import type { HostPath, Machine } from '../state/machine.ts';
import type { StateCause } from '../state/network-state.ts';
import { addressBytes, addressText, cutToPrefix } from './address-bytes.ts';
import type { DamperCheckpoint, EngineCheckpoint, HostCheckpoint } from './checkpoint.ts';
import { type Entry, type Header, OUTCOME_MARK, type RecordedCheckpoint, type RecordedSettings } from './format.ts';
import { Pseudonyms } from './pseudonyms.ts';

// In the place of what a portal redirected to.
const HIDDEN = 'http://portal.test/';

/** Replaces what tells of a network in a recording, line by line, so that its replay comes to the same states. */
export class Anonymizer {
  readonly #pseudonyms: Pseudonyms;

  /** @param settings  the recording's own, before they are replaced */
  constructor(key: Uint8Array, settings: Pick<RecordedSettings, 'ignoreInterfaces'>) {
    this.#pseudonyms = new Pseudonyms(key, settings.ignoreInterfaces);
  }

  /** For what goes with the recording, and is to say the same of the same. */
  get pseudonyms(): Pseudonyms {
    return this.#pseudonyms;
  }

  header(header: Header): Header {
    const { settings, checkpoint } = header;
    return {
      ...header,
      anonymized: true,
      settings: {
        ...settings,
        checkHosts: settings.checkHosts.map(({ host, port }) => ({ host: this.#host(host), port })),
        preferredInterfaces: settings.preferredInterfaces.map(this.#name),
        ignoreInterfaces: this.#pseudonyms.patterns(settings.ignoreInterfaces),
        captivePortalUrl: this.#orNull(settings.captivePortalUrl ?? null, this.#url),
      },
      checkpoint: checkpoint === null ? null : this.#checkpoint(checkpoint),
    };
  }

  /** @throws StateError `ERR_NETWAKE_STATE` for datagrams without the addon, as `header()` does */
  entry(entry: Entry): Entry {
    switch (entry.type) {
      case 'read':
        return {
          ...entry,
          tape: entry.tape.map(this.#datagram),
          ...(entry.paths === undefined ? {} : { paths: entry.paths.map(this.#path) }),
        };
      case 'batch':
        return { ...entry, batch: this.#batch(entry.batch) };
      case 'watch':
        return { ...entry, queries: entry.queries.map(this.#query), paths: entry.paths?.map(this.#path) ?? null };
      case 'failure':
        // In the system's words there may be names.
        return { ...entry, message: 'failed' };
      case 'probe': {
        const { address, interface: name } = entry.target;
        return {
          ...entry,
          target: { ...entry.target, address: this.#address(address), interface: this.#orNull(name, this.#name) },
        };
      }
      case 'outcome':
        return { ...entry, source: this.#orNull(entry.source, this.#address) };
      case 'lookup':
        return { ...entry, name: this.#host(entry.name) };
      case 'answer':
        return 'error' in entry ? entry : { ...entry, addresses: entry.addresses.map(this.#addressed) };
      case 'request':
        return { ...entry, url: this.#url(entry.url) };
      case 'response':
        return { ...entry, location: this.#orNull(entry.location, () => HIDDEN) };
      case 'state':
        return { ...entry, cause: this.#cause(entry.cause) };
      case 'audit':
      case 'timer':
      case 'fired':
      case 'random':
      case 'check':
      case 'wake':
      case 'success':
      case 'suspicion':
      case 'relaunch':
      case 'stop':
      case 'clock':
      case 'end':
        return entry;
    }
  }

  readonly #name = (name: string): string => this.#pseudonyms.interfaceName(name);
  readonly #host = (name: string): string => this.#pseudonyms.hostName(name);
  readonly #address = (text: string): string => this.#pseudonyms.address(text);

  readonly #url = (text: string): string => this.#pseudonyms.url(text);

  #orNull(text: string | null, replace: (text: string) => string): string | null {
    return text === null ? null : replace(text);
  }

  readonly #addressed = <Value extends { address: string }>(value: Value): Value => ({
    ...value,
    address: this.#address(value.address),
  });

  readonly #datagram = (text: string): string => {
    if (text.startsWith(OUTCOME_MARK)) return text;
    const loaded = loadAddon();
    if ('reason' in loaded) throw new StateError(`datagrams can't be anonymized without the addon: ${loaded.reason}`);
    const rewritten = loaded.addon.rewriteDatagram(Buffer.from(text, 'base64'), this.#secret);
    return Buffer.from(rewritten).toString('base64');
  };

  readonly #secret = (kind: SecretKind, bytes: Uint8Array): Uint8Array => {
    switch (kind) {
      case 'name':
        return Buffer.from(this.#name(Buffer.from(bytes).toString()));
      case 'mac':
        return this.#pseudonyms.mac(bytes);
      case 'address4':
      case 'address6':
        return this.#pseudonyms.addressBytes(bytes);
    }
  };

  readonly #path = (path: PathRecord): PathRecord => ({
    ...path,
    gateway: this.#orNull(path.gateway, this.#address),
    source: this.#orNull(path.source, this.#address),
  });

  readonly #query = (query: PathQuery): PathQuery => this.#addressed(query);

  #cause(cause: StateCause): StateCause {
    const { interface: name, host } = cause;
    return {
      ...cause,
      ...(name === undefined ? {} : { interface: this.#name(name) }),
      ...(host === undefined ? {} : { host: this.#host(host) }),
    };
  }

  #batch(batch: SourceBatch): SourceBatch {
    const { links, addresses, removedAddresses, paths, routes, neighbours } = batch;
    return {
      ...batch,
      ...(links === undefined ? {} : { links: links.map(this.#link) }),
      ...(addresses === undefined ? {} : { addresses: addresses.map(this.#addressed<AddressRecord>) }),
      ...(removedAddresses === undefined
        ? {}
        : { removedAddresses: removedAddresses.map(this.#addressed<AddressRecord>) }),
      ...(paths === undefined ? {} : { paths: paths.map(this.#path) }),
      ...(routes === undefined ? {} : { routes: routes.map(this.#route) }),
      ...(neighbours === undefined ? {} : { neighbours: neighbours.map(this.#addressed<WatchedNeighbour>) }),
    };
  }

  readonly #link = (link: LinkUpdate): LinkUpdate =>
    'name' in link ? { ...link, name: this.#name(link.name), mac: this.#pseudonyms.macText(link.mac) } : link;

  readonly #route = (route: RouteHint): RouteHint => {
    const [address, length] = route.destination.split('/');
    const destination =
      address === undefined || length === undefined
        ? route.destination
        : `${addressText(cutToPrefix(this.#pseudonyms.addressBytes(addressBytes(address)), Number(length)))}/${length}`;
    return { ...route, destination, gateway: this.#orNull(route.gateway, this.#address) };
  };

  #checkpoint({ view, engine, session }: RecordedCheckpoint): RecordedCheckpoint {
    return {
      view:
        'batch' in view
          ? { batch: this.#batch(view.batch) }
          : { ...view, datagrams: view.datagrams.map(this.#datagram) },
      engine: this.#engine(engine),
      session: { ...session, cause: this.#cause(session.cause) },
    };
  }

  #engine({ machine, hosts, answers, timers, portal, damping = null }: EngineCheckpoint): EngineCheckpoint {
    return {
      machine: this.#machine(machine),
      hosts: { ...hosts, hosts: hosts.hosts.map(this.#hostCheckpoint) },
      answers: answers.map((answer) => ({ ...answer, record: this.#path(answer.record) })),
      timers,
      damping: damping === null ? null : this.#damping(damping),
      portal: portal && {
        ...portal,
        answer: { ...portal.answer, location: this.#orNull(portal.answer.location, () => HIDDEN) },
      },
    };
  }

  #damping({ held, ...others }: DamperCheckpoint): DamperCheckpoint {
    return { ...others, held: held === null ? null : { ...held, cause: this.#cause(held.cause) } };
  }

  #machine(machine: Machine): Machine {
    const { round } = machine;
    return {
      ...machine,
      paths: machine.paths.map(this.#hostPath),
      failedGateways: (machine.failedGateways as readonly string[] | undefined)?.map(this.#key) ?? [],
      round: round === null ? null : { ...round, cause: this.#cause(round.cause) },
    };
  }

  // A view of the table as often as not: no more is written than the reducer knows.
  readonly #hostPath = ({ usable, reason, key, gateways }: HostPath): HostPath => ({
    usable,
    reason,
    key: this.#key(key),
    ...(gateways === undefined ? {} : { gateways: gateways.map(this.#key) }),
  });

  readonly #key = (key: string): string => key.split(' ').map(this.#address).join(' ');

  #outcome<Outcome extends { source: string | null }>(outcome: Outcome): Outcome {
    return { ...outcome, source: this.#orNull(outcome.source, this.#address) };
  }

  readonly #hostCheckpoint = ({ addresses, watched, last, families, name }: HostCheckpoint): HostCheckpoint => ({
    addresses: addresses.map(this.#addressed<HostCheckpoint['addresses'][number]>),
    watched: watched.map((each) => ({
      ...this.#addressed(each),
      query: this.#query(each.query),
      interface: this.#orNull(each.interface, this.#name),
    })),
    last: last === null ? null : { ...last, outcome: this.#outcome(last.outcome) },
    name,
    families: families.map((each) => ({
      ...each,
      key: this.#key(each.key),
      last: each.last === null ? null : this.#outcome(each.last),
    })),
  });
}

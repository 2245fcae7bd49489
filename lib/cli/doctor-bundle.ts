import { randomBytes } from 'node:crypto';
import { release } from 'node:os';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import type { EffectiveValue } from '../config/effective.ts';
import { Anonymizer } from '../record/anonymizer.ts';
import { type RecordingFile, readRecording } from '../replay/recording-file.ts';
import { anonymizeConfig } from './anonymous-config.ts';
import { anonymizeExamination } from './anonymous-examination.ts';
import type { Examination } from './doctor-examination.ts';
import { makeReport } from './doctor-report.ts';
import { doctorText } from './doctor-text.ts';

/** What a bundle is made of, as it was found. */
export interface BundleParts {
  readonly examination: Examination;
  readonly config: readonly EffectiveValue[];
  /** Of the same examination, with its names and addresses. */
  readonly recordingPath: string;
}

const FOLDER = 'netwake-doctor';

const README = `What netwake doctor found, for a bug report. Names of interfaces and hosts,
hardware addresses and addresses are replaced, each by the same in all files;
secrets, paths and web addresses are left out.

report.txt        what it said
report.json       the same, for programs
config.json       every value in force, and where it comes from
snapshot.json     all that was known when it ended
versions.json     of netwake, Node, the kernel and the C library
recording.ndjson  all that was heard and asked: netwake replay recording.ndjson
`;

/**
 * The bundle, a gzipped tar, with nothing in it that tells of whose network it is.
 *
 * @throws RecordingError `ERR_NETWAKE_RECORDING` when the recording can't be read
 */
export async function packBundle({ examination, config, recordingPath }: BundleParts): Promise<Uint8Array> {
  const recording = await readRecording(recordingPath);
  const { settings, netwake } = recording.header;
  const anonymizer = new Anonymizer(randomBytes(32), settings);
  // The first: it names what it speaks of in the order in which it comes.
  const lines = anonymousLines(recording, anonymizer);
  const { pseudonyms } = anonymizer;
  const anonymous = anonymizeExamination(examination, pseudonyms);
  const report = makeReport(anonymous);
  return archive(examination.at, {
    'README.txt': README,
    'report.txt': `${doctorText(report)}\n`,
    'report.json': json(report),
    'config.json': json(anonymizeConfig(config, anonymous.settings)),
    'snapshot.json': json(anonymous.snapshot),
    'versions.json': json({ netwake, ...versions() }),
    'recording.ndjson': lines,
  });
}

function anonymousLines({ header, entries }: RecordingFile, anonymizer: Anonymizer): string {
  const lines = [anonymizer.header(header), ...entries.map(({ entry }) => anonymizer.entry(entry))];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function versions(): object {
  const { platform, arch, version: node } = process;
  return { node, platform, arch, kernel: release(), libc: libc() };
}

// Its version where it is glibc, of which alone Node tells.
function libc(): string | null {
  // What it would otherwise do is to look up the names of whom this process is connected to.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime === undefined ? null : `glibc ${header.glibcVersionRuntime}`;
}

function json(value: unknown): string {
  // JSON has no infinity: as a file spells it.
  return `${JSON.stringify(value, (_, each: unknown) => (each === Infinity ? '.inf' : each), 2)}\n`;
}

async function archive(mtime: Date, files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, body]) => ({
    header: { name: `${FOLDER}/${name}`, size: Buffer.byteLength(body), mode: 0o600, mtime },
    body,
  }));
  return gzipSync(await packTar(entries));
}

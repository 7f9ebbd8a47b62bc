import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startBroker, temporaryFolder } from '../support/processes';
import { verifyLogs } from '../support/verify-logs';

/** A release of Kafka, fetched and compiled against by scripts/foreign.mjs. */
interface Release {
  readonly version: string;
  readonly classPath: string;
}

/** Small segments of __consumer_offsets and a cleaner that never rests; sessions as short as a loaded machine allows. */
const ENVIRONMENT = {
  YAK_PROFILE: 'test',
  YAK_BROKER_HEARTBEAT_INTERVAL_MS: '500',
  YAK_BROKER_SESSION_TIMEOUT_MS: '9000',
  YAK_GROUP_LEAVE_ON_DISCONNECT: 'false',
  YAK_GROUP_CONSUMER_SESSION_TIMEOUT_MS: '5000',
  YAK_GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS: '100',
  YAK_OFFSETS_TOPIC_SEGMENT_BYTES: '16384',
  YAK_LOG_CLEANER_BACKOFF_MS: '10',
  YAK_LOG_CLEANER_MIN_CLEANABLE_RATIO: '0.01',
};
const DUMP_LOG_SEGMENTS = 'org.apache.kafka.tools.DumpLogSegments';
/** Which kinds of records of groups a whole run writes; names of key versions (`type`). */
const RECORD_TYPES = ['1', '2', '3', '4', '5', '6', '7', '8'] as const;

/** Runs a Java program to its end. */
async function java(args: readonly string[], onLine: (line: string) => void): Promise<number | null> {
  const child = spawn('java', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

/** Runs the scenarios with the clients of one release; each line that they print is passed on. */
async function scenarios({ version, classPath }: Release, port: number, words: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  const code = await java(['-cp', classPath, 'Main', `127.0.0.1:${port}`, ...words], (line) => {
    if (line.startsWith('SLF4J') || line.startsWith('log4j')) return;
    console.log(`${version}  ${line}`);
    if (line.startsWith('FAILED')) faults.push(`${version} ${line}`);
  });
  return code === 0 || faults.length > 0 ? faults : [`${version}: the scenarios ended with ${code ?? 'a signal'}`];
}

/** What was found in the logs of a broker by Kafka's own tool. */
interface Reading {
  readonly faults: string[];
  readonly recordTypes: Set<string>;
}

const isOffsets = (folder: string): boolean => folder.startsWith('__consumer_offsets-');
const isCompacted = (folder: string): boolean => isOffsets(folder) || folder.includes('.compacted-');
const isRead = (folder: string): boolean => isCompacted(folder) || folder.includes('.exact-');
/** The tool names the first offset of a segment as well, as one that follows -1; that is no gap. */
const GAP = /^\s*\d+ is followed by \d+/;
const COMPLAINT = /isvalid: false|exception|mismatch|could not|unknown/i;

/** Lets the tool read every record of a partition. Gaps between offsets are what compaction makes, and no fault there. */
async function readByTool(classPath: string, path: string, folder: string, { faults, recordTypes }: Reading) {
  const files = readdirSync(join(path, folder)).filter((name) => name.endsWith('.log') || name.endsWith('.index'));
  if (files.length === 0) return; // nothing was ever written to it
  const decoder = isOffsets(folder) ? ['--offsets-decoder'] : [];
  const list = files.map((name) => join(path, folder, name)).join(',');
  let batches = 0;
  const code = await java(
    ['-cp', classPath, DUMP_LOG_SEGMENTS, '--deep-iteration', ...decoder, '--files', list],
    (line) => {
      if (line.startsWith('baseOffset:')) batches += 1;
      for (const [, type] of line.matchAll(/"type":"(\d+)"/g)) recordTypes.add(type ?? '');
      const isComplaint = !line.startsWith('|') && COMPLAINT.test(line);
      const isGap = GAP.test(line) && !isCompacted(folder);
      if (isComplaint || isGap) faults.push(`${folder}: ${line}`);
    },
  );
  if (code !== 0) faults.push(`${folder}: the tool ended with ${code ?? 'a signal'}`);
  if (batches === 0) faults.push(`${folder}: the tool found no batch`);
}

/** What Kafka's own tool says against the logs of a broker that has stopped. */
async function complaintsOfTool(classPath: string, path: string, types: readonly string[]): Promise<string[]> {
  const reading: Reading = { faults: [], recordTypes: new Set() };
  for (const folder of readdirSync(path).filter(isRead)) await readByTool(classPath, path, folder, reading);
  const missing = types.filter((type) => !reading.recordTypes.has(type));
  return [...reading.faults, ...missing.map((type) => `__consumer_offsets: no record of type ${type} was decoded`)];
}

/** Called by scripts/foreign.mjs: releases as JSON, then words of the scenarios wanted. */
async function main(): Promise<void> {
  const [text = '[]', ...words] = process.argv.slice(2);
  const releases = JSON.parse(text) as Release[];
  const [newest] = releases;
  const faults: string[] = [];
  const folder = temporaryFolder();
  for (const release of releases) {
    const directory = join(folder.path, release.version);
    const broker = await startBroker(directory, ENVIRONMENT);
    faults.push(...(await scenarios(release, broker.port, words)));
    const code = await broker.stop();
    if (code !== 0) faults.push(`the broker ended with ${code ?? 'a signal'}`);
    const logs = join(directory, 'broker-1');
    const types = words.length === 0 ? RECORD_TYPES : [];
    const complaints = await complaintsOfTool((newest ?? release).classPath, logs, types);
    const verified = verifyLogs(logs);
    if (verified.status !== 0) faults.push(verified.said);
    faults.push(...complaints);
    console.log(`${release.version}  ${complaints.length === 0 ? 'ok' : 'FAILED'} Kafka's own tool reads the logs`);
  }
  for (const fault of faults) console.log(`FAULT ${fault}`);
  console.log(`${faults.length} faults`);
  if (faults.length === 0) folder.remove();
  else console.log(`the data directory is kept: ${folder.path}`);
  process.exit(faults.length === 0 ? 0 : 1);
}
void main();

import {
  type BatchHeader,
  compressionOf,
  decodeRecords,
  isControl,
  isTransactional,
  lastOffset,
  readTransactionMarker,
} from '@yak/records';
import type { Disk } from '@yak/storage';
import { CliError, usageError } from '../cli-error';
import { ExitCode } from '../exit-code';
import { recordJson, rfc3339 } from '../record-json';
import { type SegmentBatch, walkSegment } from '../segment-walk';
import { print, say, type Session } from '../session';
import { write } from '../terminal';
import { type SegmentVerdict, verifySegment } from '../verify-segment';

/** What commands on files need of a session. */
export type FileSession = Pick<Session, 'terminal' | 'format'>;

const DECOMPRESSED_BYTES_MAX = 256 * 1024 * 1024;

/** The `.log` files that paths mean: files themselves, those in a partition's directory, those in all partitions of a data directory
 * (without those that are being deleted). */
export async function segmentFiles(disk: Disk, paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  const look = async (path: string, depth: number): Promise<void> => {
    for (const { name, isDirectory } of await disk.list(path)) {
      if (isDirectory && depth > 0 && !name.endsWith('-delete')) await look(`${path}/${name}`, depth - 1);
      else if (!isDirectory && /^\d{20}\.log$/.test(name)) found.push(`${path}/${name}`);
    }
  };
  for (const path of paths) {
    if (/\.log$/.test(path)) {
      if ((await disk.stat(path)) === null) throw new CliError(ExitCode.NOT_FOUND, `${path} does not exist`);
      found.push(path);
    } else {
      const before = found.length;
      await look(path.replace(/\/+$/, ''), 3);
      if (found.length === before)
        throw new CliError(ExitCode.NOT_FOUND, `${path} holds no segment file (00000000000000000000.log)`);
    }
  }
  return found.sort();
}

/** `log verify`: exit code 1 when anything is wrong. */
export async function verifyLogs(session: FileSession, disk: Disk, paths: readonly string[]): Promise<void> {
  const files = await segmentFiles(disk, paths);
  const verdicts: SegmentVerdict[] = [];
  for (const file of files) verdicts.push(await verifySegment(disk, file));
  const items = verdicts.map((verdict) => ({
    ...verdict,
    baseOffset: String(verdict.baseOffset),
    nextOffset: String(verdict.nextOffset),
  }));
  const headings = ['SEGMENT', 'BATCHES', 'RECORDS', 'BYTES', 'FROM', 'NEXT', 'FAULTS'];
  const columns = headings.map((heading) => ({ heading, isNumber: heading !== 'SEGMENT' }));
  const row = (item: (typeof items)[number]): string[] =>
    [item.file, item.batches, item.records, item.sizeInBytes, item.baseOffset, item.nextOffset, item.faults.length].map(
      String,
    );
  await print(session, { kind: 'SegmentVerdictList', columns, row }, items);
  const faulty = verdicts.filter(({ faults }) => faults.length > 0);
  if (faulty.length === 0) {
    say(session, `${verdicts.length} segment${verdicts.length === 1 ? '' : 's'}, no fault.`);
    return;
  }
  const lines = faulty.flatMap(({ file, faults }) => faults.map((fault) => `${file} ${fault}`));
  throw new CliError(ExitCode.FAILED, lines.join('\n'));
}

const kindOf = (header: BatchHeader, bytes: Buffer): string => {
  if (isControl(header)) return readTransactionMarker(bytes, header)?.type ?? 'control';
  return isTransactional(header) ? 'transactional' : 'records';
};

const batchItem = ({ header, bytes, position, fault }: SegmentBatch): Record<string, unknown> => ({
  baseOffset: String(header.baseOffset),
  lastOffset: String(lastOffset(header)),
  count: header.recordsCount,
  position,
  sizeInBytes: header.sizeInBytes,
  kind: kindOf(header, bytes),
  codec: compressionOf(header),
  leaderEpoch: header.partitionLeaderEpoch,
  maxTimestamp: rfc3339(header.maxTimestamp),
  maxTimestampMs: String(header.maxTimestamp),
  producerId: String(header.producerId),
  producerEpoch: header.producerEpoch,
  baseSequence: header.baseSequence,
  crc: `0x${header.crc.toString(16).padStart(8, '0')}`,
  fault,
});

const batchText = (item: Record<string, unknown>): string =>
  `${Object.entries(item)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${String(value as string | number)}`)
    .join('  ')}\n`;

const printRecords = async (session: FileSession, batch: SegmentBatch): Promise<void> => {
  if (batch.fault !== null || isControl(batch.header)) return;
  const records = await decodeRecords(batch.bytes, { decompressedBytesMax: DECOMPRESSED_BYTES_MAX });
  const indent = session.format === 'table' ? '  ' : '';
  await write(session.terminal.output, records.map((record) => `${indent}${recordJson(record)}\n`).join(''));
};

/** Prints one segment. @returns whether it is sound */
const dumpSegment = async (session: FileSession, disk: Disk, path: string, withRecords: boolean): Promise<boolean> => {
  const sizeInBytes = (await disk.stat(path))?.sizeInBytes ?? 0;
  const file = await disk.open(path, 'read');
  let isSound = true;
  try {
    const walk = walkSegment(file, sizeInBytes);
    let step = await walk.next();
    for (; step.done !== true; step = await walk.next()) {
      const item = batchItem(step.value);
      isSound &&= step.value.fault === null;
      await write(session.terminal.output, session.format === 'table' ? batchText(item) : `${JSON.stringify(item)}\n`);
      if (withRecords) await printRecords(session, step.value);
    }
    if (step.value.fault === null) return isSound;
    say(session, `${path} at ${step.value.position}: ${step.value.fault}`);
    return false;
  } finally {
    await file.close();
  }
};

/** `log dump`: every batch, and with `withRecords` every record, of segment files. */
export async function dumpLogs(
  session: FileSession,
  disk: Disk,
  request: { readonly paths: readonly string[]; readonly withRecords: boolean },
): Promise<void> {
  if (session.format === 'json') throw usageError('log dump prints as it reads: use --output ndjson or table');
  let isSound = true;
  for (const path of await segmentFiles(disk, request.paths)) {
    if (session.format === 'table') await write(session.terminal.output, `${path}\n`);
    isSound = (await dumpSegment(session, disk, path, request.withRecords)) && isSound;
  }
  if (!isSound) throw new CliError(ExitCode.FAILED, 'there are faults; see above');
}

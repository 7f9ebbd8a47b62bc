import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Random, seededRandom, systemClock } from '@yak/base';
import { ErrorCode } from '@yak/model';
import { CreateTopics, DescribeLogDirs, Metadata } from '@yak/protocol';
import { decodePlainRecords, readBatchHeader } from '@yak/records';
import { type DiskFaults, failing, type FaultedOperation, noDiskFaults, SimulatedDisk } from '@yak/simulation';
import { batchOf, createTopic, fetchFrom, offsetOf, produceTo } from '../support/e2e/requests';
import { ServedCluster } from '../support/e2e/served-cluster';
import type { RawConnection } from '../support/raw-connection';

const TOPIC = 'kept';
const LOG_FILES = /\/broker-1\/.*\.log$/;
const LATEST = -1;
const STORAGE = ErrorCode.KAFKA_STORAGE_ERROR;

/** Faults, and a record of what was asked of the log files of the broker. */
class WatchedFaults implements DiskFaults {
  readonly operations: { kind: FaultedOperation['kind']; path: string; errno: string | null }[] = [];
  constructor(private readonly faults: DiskFaults) {}
  errnoOf(operation: FaultedOperation, random: Random): string | null {
    const errno = this.faults.errnoOf(operation, random);
    if (LOG_FILES.test(operation.path)) this.operations.push({ kind: operation.kind, path: operation.path, errno });
    return errno;
  }
  shortWriteBytes(operation: FaultedOperation, random: Random): number {
    return this.faults.shortWriteBytes(operation, random);
  }
}

/** Every value of a partition with its offset; a test fails here when a record is served twice or out of order. */
async function readAll(connection: RawConnection, topic: string): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  const { errorCode, offset: end } = await offsetOf(connection, { topic }, LATEST);
  expect(errorCode).toBe(0);
  for (let offset = 0; offset < end;) {
    const answer = await fetchFrom(connection, { topic }, { fetchOffset: offset });
    expect({ offset, errorCode: answer.errorCode }).toEqual({ offset, errorCode: 0 });
    for (let rest = answer.records ?? Buffer.alloc(0); rest.length > 0;) {
      const header = readBatchHeader(rest);
      if (header === null || header.sizeInBytes > rest.length) break;
      expect(header.baseOffset).toBe(offset);
      for (const record of decodePlainRecords(rest.subarray(0, header.sizeInBytes)))
        found.set(record.offset, String(record.value));
      offset = header.baseOffset + header.lastOffsetDelta + 1;
      rest = rest.subarray(header.sizeInBytes);
    }
  }
  return found;
}

let seed: string;
let disk: SimulatedDisk;
let served: ServedCluster;
let connection: RawConnection;

const start = async (name: string): Promise<void> => {
  seed = name;
  disk = new SimulatedDisk({ clock: systemClock, random: seededRandom(seed) });
  disk.replaceContent(join(tmpdir(), 'already-there'), Buffer.alloc(0));
  served = await ServedCluster.start({ disk: disk.process() });
  connection = await served.raw();
  await createTopic(connection, TOPIC);
};
/** Power is cut, or only the process dies; the disk is mended, and a new process starts on it. */
const reborn = async (how: 'crash' | 'killProcess'): Promise<void> => {
  await served.restart('kill', () => {
    disk[how]();
    disk.faults = noDiskFaults;
    return { disk: disk.process() };
  });
  connection = await served.raw();
};
const produce = (value: string, topic = TOPIC): Promise<{ errorCode: number; baseOffset: number }> =>
  produceTo(connection, { topic }, batchOf([value]));

/** Produces records at once, adds what was acknowledged, and tells how many were not. */
async function produceMany(name: string, count: number, acknowledged: Map<number, string>): Promise<number> {
  const values = Array.from({ length: count }, (_, index) => `${name}-${index}`);
  const answers = await Promise.all(values.map((value) => produce(value)));
  for (const [index, { errorCode, baseOffset }] of answers.entries())
    if (errorCode === 0) acknowledged.set(baseOffset, values[index] ?? '');
  return answers.filter(({ errorCode }) => errorCode !== 0).length;
}

afterEach(async () => {
  disk.faults = noDiskFaults;
  expect(served.faults).toEqual([]);
  await served.end();
});

describe.each<[string, DiskFaults]>([
  ['cannot write', failing('write', 'EIO', { path: LOG_FILES })],
  ['writes a part and fails', failing('write', 'EIO', { path: LOG_FILES, shortWriteBytes: 30 })],
  ['is full', failing('write', 'ENOSPC', { path: LOG_FILES })],
  ['is full after a part', failing('write', 'ENOSPC', { path: LOG_FILES, shortWriteBytes: 64 })],
  ['cannot sync', failing('sync', 'EIO', { path: LOG_FILES })],
])('a disk that %s', (name, faults) => {
  beforeEach(async () => {
    await start(`failing-disk ${name}`);
    await createTopic(connection, 'other');
    for (const value of ['0', '1', '2']) expect((await produce(value)).errorCode).toBe(0);
  });

  test('makes the produce a KAFKA_STORAGE_ERROR, for good, and the broker goes on answering', async () => {
    const watched = new WatchedFaults(faults);
    disk.faults = watched;
    expect(await produce('lost')).toMatchObject({ errorCode: STORAGE, baseOffset: -1 });
    const failures = watched.operations.filter(({ errno }) => errno !== null);
    expect(failures).toHaveLength(1);

    const mended = new WatchedFaults(noDiskFaults);
    disk.faults = mended;
    expect(await produce('late')).toMatchObject({ errorCode: STORAGE });
    expect(await produce('elsewhere', 'other')).toMatchObject({ errorCode: STORAGE });
    expect((await fetchFrom(connection, { topic: TOPIC }, { fetchOffset: 0 })).errorCode).toBe(STORAGE);
    expect(mended.operations.filter(({ kind }) => kind === 'write' || kind === 'sync')).toEqual([]);
    const { brokers, topics } = await connection.request(Metadata, 12, { topics: [{ name: TOPIC }] });
    expect(brokers).toHaveLength(1);
    expect(topics[0]?.name).toBe(TOPIC);
    const { results } = await connection.request(DescribeLogDirs, 4, { topics: null });
    expect(results).toMatchObject([{ errorCode: STORAGE }]);
    expect(served.lines.filter(({ message }) => message.includes('log directory is offline'))).toHaveLength(1);
  });

  test.each(['crash', 'killProcess'] as const)('loses nothing that was acknowledged (%s)', async (how) => {
    disk.faults = faults;
    await produce('lost');
    await reborn(how);
    const values = await readAll(connection, TOPIC);
    expect([...values.values()].slice(0, 3)).toEqual(['0', '1', '2']);
    const next = await produce('3');
    expect(next).toMatchObject({ errorCode: 0, baseOffset: values.size });
    expect((await readAll(connection, TOPIC)).get(next.baseOffset)).toBe('3');
  });
});

test('a disk that fills up while many write: what was acknowledged is there after it was given room', async () => {
  await start('fills up');
  let left = 12;
  const acknowledged = new Map<number, string>();
  disk.faults = {
    errnoOf: ({ kind, path }) => (kind === 'write' && LOG_FILES.test(path) && (left -= 1) < 0 ? 'ENOSPC' : null),
    shortWriteBytes: ({ sizeInBytes = 0 }, random) => (left <= 0 ? random.below(sizeInBytes + 1) : 0),
  };
  let refused = 0;
  for (let round = 0; round < 30 && refused === 0; round += 1) {
    refused += await produceMany(`${round}`, 8, acknowledged);
  }
  expect(refused).toBeGreaterThan(0);
  expect(acknowledged.size).toBeGreaterThan(8);
  await reborn('crash');
  const found = await readAll(connection, TOPIC);
  for (const [offset, value] of acknowledged) expect({ offset, value: found.get(offset) }).toEqual({ offset, value });
});

test('through forty lives on a disk that fails by chance, every acknowledged record stays', async () => {
  await start(`lives ${Date.now()}`);
  const random = seededRandom(`${seed} faults`);
  const acknowledged = new Map<number, string>();
  for (let life = 0; life < 40; life += 1) {
    disk.faults = {
      errnoOf: ({ kind, path }) => {
        if (!path.includes('/broker-1/') || (kind !== 'write' && kind !== 'sync') || random.fraction() > 0.08)
          return null;
        return random.below(2) === 0 ? 'EIO' : 'ENOSPC';
      },
      shortWriteBytes: ({ sizeInBytes = 0 }) => random.below(sizeInBytes + 1),
    };
    for (let round = 0; round < 4; round += 1) await produceMany(`${life}-${round}`, 4, acknowledged);
    await reborn(random.below(2) === 0 ? 'crash' : 'killProcess');
    const found = await readAll(connection, TOPIC);
    const lost = [...acknowledged].filter(([offset, value]) => found.get(offset) !== value);
    expect({ seed, life, lost }).toEqual({ seed, life, lost: [] });
  }
  expect(acknowledged.size).toBeGreaterThan(40);
}, 60_000);

test('a disk that cannot be read: an error for the reader, and the broker goes on answering', async () => {
  await start('unreadable');
  await produce('0');
  await reborn('killProcess');
  disk.faults = failing('read', 'EIO', { path: LOG_FILES });
  const answer = await fetchFrom(connection, { topic: TOPIC }, { fetchOffset: 0 });
  expect(answer.errorCode).toBe(STORAGE);
  expect(answer.records?.length ?? 0).toBe(0);
  expect((await connection.request(Metadata, 12, { topics: [] })).brokers).toHaveLength(1);
});

test('a coordinator whose disk fails creates no topic, and the records go on', async () => {
  await start('coordinator');
  disk.faults = failing('sync', 'EIO', { path: /\/coordinator\// });
  const { topics } = await connection.request(CreateTopics, 7, {
    topics: [{ name: 'unmade', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }],
    timeoutMs: 500,
  });
  expect(topics[0]?.errorCode).not.toBe(0);
  expect(await produce('0')).toMatchObject({ errorCode: 0, baseOffset: 0 });
  await reborn('crash');
  expect([...(await readAll(connection, TOPIC)).values()]).toEqual(['0']);
});

test('no single flipped bit of a batch on disk is ever served', async () => {
  await start('bits');
  for (const value of ['before', 'harmed', 'after']) await produce(value);
  await reborn('killProcess');
  const [path = ''] = disk.paths().filter((one) => LOG_FILES.test(one) && one.includes(TOPIC));
  const sound = disk.contentOf(path) ?? Buffer.alloc(0);
  const first = readBatchHeader(sound)?.sizeInBytes ?? 0;
  const second = readBatchHeader(sound, first)?.sizeInBytes ?? 0;
  expect(sound.length).toBeGreaterThan(first + second);
  for (let bit = first * 8; bit < (first + second) * 8; bit += 1) {
    disk.flipBit(path, bit);
    const answer = await fetchFrom(connection, { topic: TOPIC }, { fetchOffset: 1 });
    disk.flipBit(path, bit);
    const bitOfBatch = bit - first * 8;
    expect({ bitOfBatch, errorCode: answer.errorCode, served: answer.records?.length ?? 0 }).toEqual({
      bitOfBatch,
      errorCode: STORAGE,
      served: 0,
    });
  }
  expect([...(await readAll(connection, TOPIC)).values()]).toEqual(['before', 'harmed', 'after']);
}, 60_000);

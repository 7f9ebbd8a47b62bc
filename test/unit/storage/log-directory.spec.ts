import { type Random, seededRandom } from '@yak/base';
import { offset, partitionIndex, topicId } from '@yak/model';
import { LeaderEpochs, ProducerStates, type ProducedBatch, readBatchHeader, isControl } from '@yak/records';
import { failing } from '@yak/simulation';
import {
  type LogDirectory,
  type LogSettings,
  type PartitionLog,
  StorageError,
  verifyLog,
  defaultLogSettings,
} from '@yak/storage';
import { testBatch, testMarker } from '../../support/storage/batches';
import { DATA, SimulatedStorage, TOPIC_ID } from '../../support/storage/simulated-storage';

const small: Partial<LogSettings> = { segmentBytes: 2000, indexIntervalBytes: 300 };

async function appendAndFlush(
  storage: SimulatedStorage,
  log: PartitionLog,
  batches: readonly ProducedBatch[],
): Promise<void> {
  for (const batch of batches) log.append(batch);
  await storage.run(log.flush());
}

async function readAll(storage: SimulatedStorage, log: PartitionLog): Promise<Buffer> {
  const parts: Buffer[] = [];
  let at = log.logStartOffset;
  while (at < log.logEndOffset) {
    const slice = await storage.run(
      Promise.resolve(
        log.read({ startOffset: at, endOffsetExclusive: log.logEndOffset, bytesMax: 700, wholeFirstBatch: true }),
      ),
    );
    if (slice.records.length === 0) throw new Error(`nothing at ${at} before ${log.logEndOffset}`);
    parts.push(...slice.records);
    at = slice.nextOffset;
  }
  return Buffer.concat(parts);
}

function split(bytes: Buffer): Buffer[] {
  const batches: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const header = readBatchHeader(bytes, at);
    if (header === null) throw new Error('no header');
    batches.push(bytes.subarray(at, at + header.sizeInBytes));
    at += header.sizeInBytes;
  }
  return batches;
}

describe('a log directory', () => {
  test('what was appended is read back byte for byte, from memory and after a restart from disk', async () => {
    const storage = new SimulatedStorage('read back');
    const directory = await storage.open();
    const log = await storage.log(directory, small);
    const batches = Array.from({ length: 60 }, (_, i) => testBatch(i * 3, { records: 3 }));
    await appendAndFlush(storage, log, batches);
    const expected = Buffer.concat(batches.map(({ bytes }) => bytes));
    expect((await readAll(storage, log)).equals(expected)).toBe(true);
    log.setHighWatermark(offset(100));
    await storage.run(directory.close({ brokerEpoch: 7 }));

    const again = await storage.open({ settings: { ...defaultLogSettings, ...small } });
    expect(again.wasCleanlyShutDown).toBe(true);
    expect(again.cleanShutdownBrokerEpoch).toBe(7);
    expect(again.directoryId).toBe(directory.directoryId);
    const loaded = again.logs.get('orders-0')?.log;
    if (loaded === undefined) throw new Error('the log is gone');
    expect([loaded.logStartOffset, loaded.logEndOffset, loaded.nextOffset, loaded.highWatermark]).toEqual([
      0, 180, 180, 100,
    ]);
    expect((await readAll(storage, loaded)).equals(expected)).toBe(true);
    const verified = await storage.run(verifyLog(storage.disk.process(), `${DATA}/orders-0`));
    expect(verified.findings).toEqual([]);
    expect(verified.records).toBe(180);
    expect(verified.segments).toBeGreaterThan(3);
    await storage.run(again.close({ brokerEpoch: 8 }));
  });

  test('a directory serves one process at a time', async () => {
    const storage = new SimulatedStorage('lock');
    await storage.open();
    await expect(storage.open()).rejects.toMatchObject({ code: 'YAK_STORAGE_LOCKED' });
    storage.disk.killProcess();
    await expect(storage.open()).resolves.toBeDefined();
  });

  test('a directory of another node, or a partition of another topic id, is refused', async () => {
    const storage = new SimulatedStorage('foreign');
    const directory = await storage.open({ clusterId: 'aaaaaaaaaaaaaaaaaaaaaa' });
    await storage.log(directory);
    const other = {
      topicId: topicId('f'.repeat(32)),
      topic: 'orders',
      partition: partitionIndex(0),
      settings: defaultLogSettings,
    };
    await expect(storage.run(directory.createLog(other))).rejects.toMatchObject({ code: 'YAK_STORAGE_FOREIGN' });
    await expect(storage.run(directory.joinCluster('bbbbbbbbbbbbbbbbbbbbbb'))).rejects.toMatchObject({
      code: 'YAK_STORAGE_FOREIGN',
    });
    await storage.run(directory.close({ brokerEpoch: 1 }));
    await expect(storage.open({ nodeId: 2 })).rejects.toMatchObject({ code: 'YAK_STORAGE_FOREIGN' });
    await expect(storage.open({ clusterId: 'bbbbbbbbbbbbbbbbbbbbbb' })).rejects.toMatchObject({
      code: 'YAK_STORAGE_FOREIGN',
    });
  });

  test('a log that is made again under the name of a deleted one has nothing of its checkpoints, whenever power is cut', async () => {
    const storage = new SimulatedStorage('same name');
    const directory = await storage.open();
    const old = await storage.log(directory, small);
    const batches = Array.from({ length: 60 }, (_, i) => testBatch(i * 3, { records: 3 }));
    await appendAndFlush(storage, old, batches);
    old.setHighWatermark(old.logEndOffset);
    await storage.run(old.advanceLogStart(offset(150)));
    await storage.pass(10_000);
    await storage.run(directory.deleteLog('orders', partitionIndex(0)));
    const fresh = await storage.log(directory, small);
    await appendAndFlush(storage, fresh, [testBatch(0, { records: 3 })]);
    storage.disk.crash();
    const again = (await storage.open()).logs.get('orders-0')?.log;
    expect([again?.logStartOffset, again?.highWatermark, again?.logEndOffset]).toEqual([0, 0, 3]);
  });

  test('a deleted log is renamed away at once, removed later, and may be made anew meanwhile', async () => {
    const storage = new SimulatedStorage('delete');
    const directory = await storage.open();
    await appendAndFlush(storage, await storage.log(directory), [testBatch(0)]);
    const deletion = directory.deleteLog('orders', partitionIndex(0));
    const creation = directory.createLog({
      topicId: topicId('e'.repeat(32)),
      topic: 'orders',
      partition: partitionIndex(0),
      settings: defaultLogSettings,
    });
    await storage.run(deletion);
    const fresh = await storage.run(creation);
    expect(fresh.logEndOffset).toBe(0);
    expect(storage.disk.paths().some((path) => path.includes('-delete/'))).toBe(true);
    await storage.pass(70_000);
    expect(storage.disk.paths().some((path) => path.includes('-delete/'))).toBe(false);
    await storage.run(directory.close({ brokerEpoch: 1 }));
  });

  test.each([
    ['write', 'EIO'],
    ['write', 'ENOSPC'],
    ['sync', 'EIO'],
  ] as const)(
    'a failing %s (%s) takes the directory offline; nothing of it counts, and the log refuses',
    async (kind, errno) => {
      const storage = new SimulatedStorage(`offline ${kind}`);
      const directory = await storage.open();
      const log = await storage.log(directory);
      await appendAndFlush(storage, log, [testBatch(0)]);
      let told = 0;
      directory.onOffline(() => (told += 1));
      storage.disk.faults = failing(kind, errno, { shortWriteBytes: 10, path: /\.log$/ });
      log.append(testBatch(1));
      await storage.events(30);
      expect([directory.isOffline, log.isOffline, told, log.logEndOffset]).toEqual([true, true, 1, 1]);
      expect(() => log.append(testBatch(2))).toThrow(
        expect.objectContaining({ code: 'YAK_STORAGE_OFFLINE', errno }) as Error,
      );
      expect(() =>
        log.read({ startOffset: offset(0), endOffsetExclusive: offset(1), bytesMax: 100, wholeFirstBatch: true }),
      ).toThrow(StorageError);
      storage.disk.faults = failing('list', 'EIO', { path: /nothing/ });
      await storage.run(directory.close({ brokerEpoch: 1 }));
      const again = await storage.open();
      expect(again.wasCleanlyShutDown).toBe(false);
      expect(again.logs.get('orders-0')?.log.logEndOffset).toBeGreaterThanOrEqual(1);
    },
  );

  test('a full disk refuses what does not fit and keeps what it had', async () => {
    const storage = new SimulatedStorage('full', { capacityBytes: 3000 });
    const directory = await storage.open();
    const log = await storage.log(directory);
    for (let i = 0; i < 60 && !directory.isOffline; i += 1) {
      log.append(testBatch(i));
      await storage.events(12);
    }
    expect(directory.isOffline).toBe(true);
    const counted = log.logEndOffset;
    storage.disk.crash();
    const { logs } = await new Promise<LogDirectory>((resolve, reject) => {
      storage.open().then(resolve, reject);
    }).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'YAK_STORAGE_IO' });
      return { logs: null };
    });
    if (logs !== null) expect(logs.get('orders-0')?.log.logEndOffset).toBeGreaterThanOrEqual(counted);
  });

  test('a flipped bit is never served, and other batches are', async () => {
    const storage = new SimulatedStorage('flip');
    const directory = await storage.open();
    const log = await storage.log(directory);
    const batches = Array.from({ length: 20 }, (_, i) => testBatch(i));
    await appendAndFlush(storage, log, batches);
    await storage.run(directory.close({ brokerEpoch: 1 }));
    const size = batches[0]?.bytes.length ?? 0;
    storage.disk.flipBit(`${DATA}/orders-0/00000000000000000000.log`, (size * 5 + 70) * 8);
    const again = await storage.open();
    const loaded = again.logs.get('orders-0')?.log;
    if (loaded === undefined) throw new Error('the log is gone');
    const read = (start: number): Promise<unknown> =>
      storage.run(
        Promise.resolve(
          loaded.read({
            startOffset: offset(start),
            endOffsetExclusive: offset(20),
            bytesMax: 100_000,
            wholeFirstBatch: true,
          }),
        ),
      );
    await expect(read(0)).resolves.toMatchObject({ nextOffset: 5 });
    await expect(read(5)).rejects.toMatchObject({ code: 'YAK_STORAGE_CORRUPT' });
    await expect(read(6)).resolves.toMatchObject({ nextOffset: 20 });
    expect(again.isOffline).toBe(false);
    await storage.run(again.close({ brokerEpoch: 2 }));
  });

  test('a torn tail is cut at the last whole batch, wherever it was torn', async () => {
    const batches = Array.from({ length: 4 }, (_, i) => testBatch(i, { valueBytes: 1 }));
    const whole = Buffer.concat(batches.map(({ bytes }) => bytes));
    const size = batches[0]?.bytes.length ?? 0;
    const storage = new SimulatedStorage('torn');
    const first = await storage.open();
    await appendAndFlush(storage, await storage.log(first), batches);
    await storage.run(first.abandon());
    for (let kept = 0; kept <= whole.length; kept += 1) {
      storage.disk.replaceContent(`${DATA}/orders-0/00000000000000000000.log`, whole.subarray(0, kept));
      const directory = await storage.open();
      expect([kept, directory.logs.get('orders-0')?.log.logEndOffset]).toEqual([kept, Math.floor(kept / size)]);
      expect(directory.recoveries[0]?.bytesCut ?? 0).toBe(kept % size);
      await storage.run(directory.abandon());
    }
  });

  test.each([
    'recovery-point-offset-checkpoint',
    'replication-offset-checkpoint',
    'log-start-offset-checkpoint',
    'orders-0/leader-epoch-checkpoint',
    '.kafka_cleanshutdown',
  ])('an emptied or missing %s is rebuilt from the log', async (name) => {
    for (const harm of ['emptied', 'removed'] as const) {
      const storage = new SimulatedStorage(`${name} ${harm}`);
      const directory = await storage.open();
      const log = await storage.log(directory);
      await appendAndFlush(storage, log, [testBatch(0, { epoch: 1 }), testBatch(1, { epoch: 4 })]);
      log.setHighWatermark(offset(2));
      await storage.run(directory.close({ brokerEpoch: 1 }));
      if (harm === 'emptied') storage.disk.replaceContent(`${DATA}/${name}`, Buffer.alloc(0));
      else storage.disk.removeContent(`${DATA}/${name}`);
      const again = await storage.open();
      const loaded = again.logs.get('orders-0')?.log;
      expect(loaded?.logEndOffset).toBe(2);
      expect(loaded?.leaderEpochs.entries).toEqual([
        { epoch: 1, startOffset: 0 },
        { epoch: 4, startOffset: 1 },
      ]);
      await storage.run(again.close({ brokerEpoch: 2 }));
    }
  });

  test.each(['emptied', 'removed'])(
    'without its meta.properties (%s) a directory with partitions is refused',
    async (harm) => {
      const storage = new SimulatedStorage(`identity ${harm}`);
      const directory = await storage.open();
      await appendAndFlush(storage, await storage.log(directory), [testBatch(0)]);
      await storage.run(directory.close({ brokerEpoch: 1 }));
      if (harm === 'emptied') storage.disk.replaceContent(`${DATA}/meta.properties`, Buffer.alloc(0));
      else storage.disk.removeContent(`${DATA}/meta.properties`);
      await expect(storage.open()).rejects.toMatchObject({ code: 'YAK_STORAGE_CORRUPT' });
    },
  );

  test('without its partition.metadata a log with batches stays as it is and is refused', async () => {
    const storage = new SimulatedStorage('metadata');
    const directory = await storage.open();
    await appendAndFlush(storage, await storage.log(directory), [testBatch(0)]);
    await storage.run(directory.close({ brokerEpoch: 1 }));
    storage.disk.removeContent(`${DATA}/orders-0/partition.metadata`);
    const again = await storage.open();
    expect(again.logs.size).toBe(0);
    expect(again.refusedLogs.get('orders-0')).toMatchObject({ code: 'YAK_STORAGE_CORRUPT' });
    await expect(storage.log(again)).rejects.toMatchObject({ code: 'YAK_STORAGE_CORRUPT' });
    await storage.run(again.close({ brokerEpoch: 2 }));
  });
});

describe('a log whose machine loses power at any moment', () => {
  const seeds = Array.from({ length: 60 }, (_, i) => `power cut ${i}`);

  test.each(seeds)(
    'keeps a prefix that holds all that counted, with indexes and folds as the log says (%s)',
    async (seed) => {
      const random = seededRandom(`${seed}/work`);
      const storage = new SimulatedStorage(seed);
      const appended: ProducedBatch[] = [];
      let counted = 0;
      let sequence = 0;
      for (let life = 0; life < 3; life += 1) {
        const directory = await storage.open({ settings: { ...defaultLogSettings, ...small } });
        const log =
          directory.logs.get('orders-0')?.log ?? (counted === 0 ? await storage.log(directory, small) : undefined);
        if (log === undefined) throw new Error(`seed ${seed}: the log is gone`);
        check(seed, log, { appended, counted });
        const survived = split(await readAll(storage, log));
        expect([seed, survived.every((bytes, i) => bytes.equals(appended[i]?.bytes ?? Buffer.alloc(0)))]).toEqual([
          seed,
          true,
        ]);
        appended.length = survived.length;
        expect([seed, (await storage.run(verifyLog(storage.disk.process(), `${DATA}/orders-0`))).findings]).toEqual([
          seed,
          [],
        ]);
        const steps = 5 + random.below(60);
        for (let step = 0; step < steps; step += 1) {
          const batch = randomBatch(random, log.nextOffset, { epoch: 1 + life, baseSequence: (sequence += 5) });
          log.append(batch);
          appended.push(batch);
          if (random.below(10) === 0) log.setHighWatermark(log.logEndOffset);
          if (random.below(3) === 0) await storage.events(random.below(25));
          if (random.below(40) === 0) await storage.pass(6000);
        }
        await storage.events(random.below(60));
        counted = log.logEndOffset;
        counted = await end(storage, directory, { log, counted, way: random.below(4) });
      }
    },
  );
});

/** Ends a life cleanly, by a kill or by a power cut; returns the log end that must survive. */
async function end(
  storage: SimulatedStorage,
  directory: LogDirectory,
  life: { log: PartitionLog; counted: number; way: number },
): Promise<number> {
  if (life.way === 0) {
    await storage.run(directory.close({ brokerEpoch: 1 }));
    return life.log.logEndOffset;
  }
  if (life.way === 1) storage.disk.killProcess();
  else storage.disk.crash();
  return life.counted;
}

function randomBatch(
  random: Random,
  at: number,
  { epoch, baseSequence }: { epoch: number; baseSequence: number },
): ProducedBatch {
  if (random.below(6) === 0)
    return testMarker(at, { type: random.below(2) === 0 ? 'abort' : 'commit', producerId: 9, epoch });
  const transactional = { producer: { producerId: 9, producerEpoch: 0, baseSequence }, isTransactional: true };
  return testBatch(at, {
    records: 1 + random.below(3),
    valueBytes: random.below(400),
    epoch,
    ...(random.below(2) === 0 ? transactional : {}),
  });
}

function check(
  seed: string,
  log: PartitionLog,
  expected: { appended: readonly ProducedBatch[]; counted: number },
): void {
  expect([seed, log.logEndOffset]).toEqual([seed, Math.max(log.logEndOffset, expected.counted)]);
  const epochs = new LeaderEpochs();
  const producers = new ProducerStates();
  for (const { header, bytes } of expected.appended) {
    if (header.baseOffset >= log.logEndOffset) break;
    epochs.assign(header.partitionLeaderEpoch, header.baseOffset);
    producers.apply(header, isControl(header) ? bytes : undefined);
  }
  expect([seed, log.leaderEpochs.entries]).toEqual([seed, epochs.entries]);
  expect([seed, log.producers.snapshot().toString('hex')]).toEqual([seed, producers.snapshot().toString('hex')]);
  expect([seed, log.producers.firstUndecidedOffset]).toEqual([seed, producers.firstUndecidedOffset]);
}

test('a log may be made again with the same topic id: it is given back', async () => {
  const storage = new SimulatedStorage('again');
  const directory = await storage.open();
  const log = await storage.log(directory);
  expect(
    await storage.run(
      directory.createLog({
        topicId: TOPIC_ID,
        topic: 'orders',
        partition: partitionIndex(0),
        settings: defaultLogSettings,
      }),
    ),
  ).toBe(log);
});

import { silentMeter } from '@yak/base';
import { FileMetadataStore, MemoryMetadataFile, type MetadataStore } from '@yak/bus';
import { ErrorCode } from '@yak/model';
import { DecidedWrites } from '../../../libs/coordinator/src/decided-writes';
import { put } from '../../../libs/coordinator/src/record-changes';
import { brokerRecord } from '../../support/cluster/records';

async function setUp() {
  const store = FileMetadataStore.open({ file: new MemoryMetadataFile() });
  const writes = new DecidedWrites({ store, meter: silentMeter });
  await writes.start();
  return { store, writes };
}

test('a decision that met a conflict is made anew from the newer image, the others stand', async () => {
  const { store, writes } = await setUp();
  await store.write([{ changes: [{ key: 'broker.1', record: brokerRecord(1), expectedRevision: 0 }] }]);
  const decided: number[] = [];
  const { answers, revision } = await writes.decideAll([1, 2], (id) => {
    decided.push(id);
    if (id === 1 && decided.length === 1)
      void store.write([{ changes: [put(writes.image, brokerRecord(1, { recordEpoch: 5 }))] }]);
    const known = writes.image.brokers().find((broker) => broker.brokerId === id);
    return {
      answer: known?.recordEpoch ?? null,
      unit: { changes: [put(writes.image, brokerRecord(id, { recordEpoch: (known?.recordEpoch ?? 0) + 1 }))] },
    };
  });
  expect(decided).toEqual([1, 2, 1]);
  expect(answers).toEqual([5, null]);
  expect(writes.image.revision).toBe(revision);
});

test('a decision whose records keep changing is given up with a retriable refusal', async () => {
  const { store, writes } = await setUp();
  let rounds = 0;
  const answer = await writes.decide(() => {
    rounds += 1;
    void store.write([{ changes: [put(writes.image, brokerRecord(1, { recordEpoch: rounds }))] }]);
    return { answer: 'done', unit: { changes: [put(writes.image, brokerRecord(1, { recordEpoch: 99 }))] } };
  });
  expect(answer).toMatchObject({ code: ErrorCode.NOT_CONTROLLER });
  expect(rounds).toBe(8);
});

test('an answer without a write costs no append', async () => {
  const { store, writes } = await setUp();
  expect(await writes.decide(() => ({ answer: 7, unit: null }))).toBe(7);
  expect(store.revision).toBe(0);
});

test('where the feed comes later than the answer of the store, the decision waits for it', async () => {
  const inner = FileMetadataStore.open({ file: new MemoryMetadataFile() });
  const held: (() => void)[] = [];
  const late: MetadataStore = {
    read: (key) => inner.read(key),
    list: (prefix) => inner.list(prefix),
    write: (units) => inner.write(units),
    watch: (from, listener) => inner.watch(from, (batch) => void held.push(() => listener(batch))),
  };
  const writes = new DecidedWrites({ store: late, meter: silentMeter });
  await writes.start();
  let isDone = false;
  const decided = writes
    .decide(() => ({ answer: 1, unit: { changes: [put(writes.image, brokerRecord(1))] } }))
    .then(() => (isDone = true));
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  expect(isDone).toBe(false);
  for (const deliver of held) deliver();
  await decided;
  expect(writes.image.brokers()).toHaveLength(1);
});

test('a store that fails fails the decision', async () => {
  const { store, writes } = await setUp();
  await store.close();
  await expect(
    writes.decide(() => ({ answer: 1, unit: { changes: [put(writes.image, brokerRecord(1))] } })),
  ).rejects.toMatchObject({ code: 'YAK_BUS_UNAVAILABLE' });
});

test('after stop the image is fed no more', async () => {
  const { store, writes } = await setUp();
  writes.stop();
  await store.write([{ changes: [{ key: 'broker.1', record: brokerRecord(1), expectedRevision: 0 }] }]);
  expect(writes.image.brokers()).toEqual([]);
});

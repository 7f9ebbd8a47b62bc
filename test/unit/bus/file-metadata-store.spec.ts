import { BusError, FileMetadataStore, MemoryMetadataFile, type MetadataFile } from '@yak/bus';
import { describeMetadataStore } from '../../support/cluster/metadata-store-contract';
import { brokerRecord } from '../../support/cluster/records';

describeMetadataStore('file', () => Promise.resolve(FileMetadataStore.open({ file: new MemoryMetadataFile() })));

const putOf = (id: number, expectedRevision = 0, recordEpoch = 0) => ({
  changes: [{ key: `broker.${id}`, record: brokerRecord(id, { recordEpoch }), expectedRevision }],
});

test('after a restart the store knows what it knew, and goes on with higher revisions', async () => {
  const file = new MemoryMetadataFile();
  const before = FileMetadataStore.open({ file });
  await before.write([putOf(1), putOf(2)]);
  await before.write([{ changes: [{ key: 'broker.1', record: null, expectedRevision: 1 }] }]);
  await before.close();
  const after = FileMetadataStore.open({ file });
  expect((await after.list('broker.')).map((stored) => stored.key)).toEqual(['broker.2']);
  expect(after.revision).toBe(3);
  expect((await after.write([putOf(1)]))[0]).toEqual({ kind: 'applied', revision: 4 });
});

test('writes of one turn share one durable append', async () => {
  const file = new MemoryMetadataFile();
  let appends = 0;
  const counting: MetadataFile = {
    entries: () => file.entries(),
    append: (entries) => {
      appends += 1;
      return file.append(entries);
    },
    rewrite: (entries) => file.rewrite(entries),
    sizeInBytes: 0,
  };
  const store = FileMetadataStore.open({ file: counting });
  await Promise.all(Array.from({ length: 100 }, (_, id) => store.write([putOf(id)])));
  expect(appends).toBe(1);
});

test('nothing is visible before it is durable', async () => {
  let release = (): void => undefined;
  const slow: MetadataFile = {
    entries: () => [],
    append: () => new Promise((resolve) => (release = resolve)),
    rewrite: () => Promise.resolve(),
    sizeInBytes: 0,
  };
  const store = FileMetadataStore.open({ file: slow });
  const written = store.write([putOf(1)]);
  await Promise.resolve();
  await Promise.resolve();
  expect(await store.read('broker.1')).toBeNull();
  release();
  await written;
  expect(await store.read('broker.1')).not.toBeNull();
});

test('after a failed append the store says nothing more, neither old nor new', async () => {
  const failing: MetadataFile = {
    entries: () => [],
    append: () => Promise.reject(new Error('no space')),
    rewrite: () => Promise.resolve(),
    sizeInBytes: 0,
  };
  const store = FileMetadataStore.open({ file: failing });
  await expect(store.write([putOf(1)])).rejects.toMatchObject({ code: 'YAK_BUS_STORE_FAILED' });
  await expect(store.read('broker.1')).rejects.toBeInstanceOf(BusError);
  await expect(store.list('')).rejects.toBeInstanceOf(BusError);
  await expect(store.write([putOf(2)])).rejects.toBeInstanceOf(BusError);
  await expect(store.watch(0, () => undefined)).rejects.toBeInstanceOf(BusError);
});

test('a file of stale records is rewritten, and positions before forgotten deletions are refused', async () => {
  const file = new MemoryMetadataFile();
  const store = FileMetadataStore.open({ file });
  await store.write([putOf(2)]);
  await store.write([{ changes: [{ key: 'broker.2', record: null, expectedRevision: 1 }] }]);
  let revision = 0;
  for (let round = 0; round < 1_005; round += 1) {
    const [result] = await store.write([putOf(1, revision, round)]);
    revision = result?.revision ?? 0;
  }
  await store.close();
  expect(file.entries().length).toBeLessThan(10);
  const again = FileMetadataStore.open({ file });
  expect((await again.read('broker.1'))?.revision).toBe(revision);
  expect(again.revision).toBe(revision);
  await expect(again.watch(1, () => undefined)).rejects.toMatchObject({ code: 'YAK_BUS_POSITION_LOST' });
  await expect(again.watch(revision, () => undefined)).resolves.toBeDefined();
});

test('a closed store rejects', async () => {
  const store = FileMetadataStore.open({ file: new MemoryMetadataFile() });
  await store.close();
  await expect(store.write([putOf(1)])).rejects.toMatchObject({ code: 'YAK_BUS_UNAVAILABLE' });
});

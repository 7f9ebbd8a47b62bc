import type { MetadataBatch, MetadataStore } from '@yak/bus';
import { keyOf, type MetadataRecord } from '@yak/control';
import { brokerRecord, partitionRecord } from './records';

/** The one put of a unit, expecting a revision. */
const unitOf = (record: MetadataRecord, expectedRevision: number) => ({
  changes: [{ key: keyOf(record), record, expectedRevision }],
});
const broker = (recordEpoch: number) => brokerRecord(1, { recordEpoch });

/** What every metadata store does, whatever it keeps its records in. `open` gives an empty one. */
export function describeMetadataStore(name: string, open: () => Promise<MetadataStore>): void {
  describe(`metadata store contract: ${name}`, () => {
    test('a key that was never written does not exist', async () => {
      const store = await open();
      expect(await store.read('broker.1')).toBeNull();
      expect(await store.list('')).toEqual([]);
    });

    test('a written record is read back with a revision above 0', async () => {
      const store = await open();
      const [result] = await store.write([unitOf(broker(0), 0)]);
      const stored = await store.read('broker.1');
      expect(result).toEqual({ kind: 'applied', revision: stored?.revision });
      expect(stored?.record).toEqual(broker(0));
      expect(stored?.revision).toBeGreaterThan(0);
    });

    test('of two writers that read the same revision one wins and the other learns the newer revision', async () => {
      const store = await open();
      const results = (
        await Promise.all([store.write([unitOf(broker(0), 0)]), store.write([unitOf(broker(1), 0)])])
      ).flat();
      const stored = await store.read('broker.1');
      expect(results).toEqual([
        { kind: 'applied', revision: stored?.revision },
        { kind: 'conflict', key: 'broker.1', revision: stored?.revision },
      ]);
      expect(stored?.record).toEqual(broker(0));
    });

    test('a unit with one conflict changes nothing, the units beside it stand', async () => {
      const store = await open();
      await store.write([unitOf(broker(0), 0)]);
      const both = { changes: [...unitOf(partitionRecord(), 0).changes, ...unitOf(broker(1), 999).changes] };
      const [torn, whole] = await store.write([both, unitOf(brokerRecord(2), 0)]);
      expect([torn?.kind, whole?.kind]).toEqual(['conflict', 'applied']);
      expect(await store.list('partition.')).toEqual([]);
      expect(await store.read('broker.2')).not.toBeNull();
    });

    test('a guard that changed refuses the unit though its own key is free', async () => {
      const store = await open();
      const [first] = await store.write([unitOf(broker(0), 0)]);
      const seen = first?.revision ?? 0;
      await store.write([unitOf(broker(1), seen)]);
      const [guarded] = await store.write([
        { ...unitOf(partitionRecord(), 0), guards: [{ key: 'broker.1', expectedRevision: seen }] },
      ]);
      expect(guarded?.kind).toBe('conflict');
    });

    test('a deleted key does not exist and may be created again', async () => {
      const store = await open();
      const [first] = await store.write([unitOf(broker(0), 0)]);
      await store.write([{ changes: [{ key: 'broker.1', record: null, expectedRevision: first?.revision ?? 0 }] }]);
      expect(await store.read('broker.1')).toBeNull();
      expect((await store.write([unitOf(broker(5), 0)]))[0]?.kind).toBe('applied');
    });

    test('a watch brings what there is, then every change in order, before the writer is answered', async () => {
      const store = await open();
      await store.write([unitOf(broker(0), 0)]);
      const batches: MetadataBatch[] = [];
      await store.watch(0, (batch) => batches.push(batch));
      expect(batches.map((batch) => batch.changes.map((change) => change.key))).toEqual([['broker.1']]);
      await store.write([unitOf(brokerRecord(2), 0), unitOf(brokerRecord(3), 0)]);
      const changes = batches.flatMap((batch) => batch.changes);
      expect(changes.map((change) => change.key)).toEqual(['broker.1', 'broker.2', 'broker.3']);
      expect(changes.map((change) => change.revision)).toEqual(
        [...changes.map((change) => change.revision)].sort((one, other) => one - other),
      );
      expect(batches.at(-1)?.revision).toBe(changes.at(-1)?.revision);
    });

    test('a watch from a revision brings only what is newer, deletions too', async () => {
      const store = await open();
      const [first, second] = await store.write([unitOf(broker(0), 0), unitOf(brokerRecord(2), 0)]);
      await store.write([{ changes: [{ key: 'broker.1', record: null, expectedRevision: first?.revision ?? 0 }] }]);
      const batches: MetadataBatch[] = [];
      await store.watch(second?.revision ?? 0, (batch) => batches.push(batch));
      expect(batches[0]?.changes.map(({ key, record }) => [key, record])).toEqual([['broker.1', null]]);
    });

    test('a watch that was stopped hears nothing more', async () => {
      const store = await open();
      const batches: MetadataBatch[] = [];
      const watch = await store.watch(0, (batch) => batches.push(batch));
      watch.stop();
      await store.write([unitOf(broker(0), 0)]);
      expect(batches).toHaveLength(1);
    });
  });
}

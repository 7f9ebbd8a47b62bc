import * as fc from 'fast-check';
import { CompactedLog, type KeyedRecord } from '../../../support/storage/compacted-log';

type Step =
  | {
      readonly kind: 'append';
      readonly records: readonly KeyedRecord[];
      readonly producerId: number | null;
      readonly codec: 'none' | 'gzip' | 'lz4' | 'snappy';
    }
  | { readonly kind: 'transaction'; readonly records: readonly KeyedRecord[]; readonly producerId: number }
  | { readonly kind: 'marker'; readonly producerId: number; readonly type: 'abort' | 'commit' }
  | { readonly kind: 'clean' | 'restart' | 'crash' }
  | { readonly kind: 'pass'; readonly durationMs: number }
  | { readonly kind: 'crash in a pass'; readonly events: number };

const records = fc.array(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    value: fc.option(fc.string({ minLength: 0, maxLength: 40 }), { nil: null, freq: 3 }),
  }),
  { minLength: 1, maxLength: 4 },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      records,
      producerId: fc.constantFrom(null, null, 1, 2),
      codec: fc.constantFrom('none' as const, 'none' as const, 'gzip' as const, 'lz4' as const, 'snappy' as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('transaction' as const), records, producerId: fc.constantFrom(11, 12) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('marker' as const),
      producerId: fc.constantFrom(11, 12),
      type: fc.constantFrom('abort' as const, 'commit' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('clean' as const, 'clean' as const, 'restart' as const, 'crash' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), durationMs: fc.constantFrom(500, 11_000) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('crash in a pass' as const), events: fc.integer({ min: 1, max: 250 }) }),
  },
);

async function take(compacted: CompactedLog, next: Step): Promise<void> {
  switch (next.kind) {
    case 'append':
      return compacted.append(next.records, {
        codec: next.codec,
        ...(next.producerId === null ? {} : { producerId: next.producerId }),
      });
    case 'transaction':
      return compacted.append(next.records, { producerId: next.producerId, isTransactional: true });
    case 'marker':
      return compacted.endTransaction(next.producerId, next.type);
    case 'clean':
      return compacted.clean();
    case 'restart':
      return compacted.restart();
    case 'crash':
      return compacted.crash();
    case 'pass':
      return compacted.pass(next.durationMs);
    case 'crash in a pass':
      await compacted.storage.events(next.events);
      return compacted.crash();
  }
}

const CASES = 1000;

test(`after ${CASES} histories of appends, tombstones, transactions, cleaning, crashes and restarts a reader sees the last value of every key`, async () => {
  let cleaned = 0;
  let seed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 40 }), fc.boolean(), async (steps, isMapSmall) => {
      seed += 1;
      const cleaner = isMapSmall ? { keyMapBytesMax: 1, keyMapLoadFactor: 0.002 } : {};
      const compacted = new CompactedLog(`history ${steps.length} ${JSON.stringify(steps[0])}`, {}, cleaner);
      await compacted.open();
      for (const [i, next] of steps.entries()) {
        await take(compacted, next);
        if (next.kind === 'append' || next.kind === 'transaction') continue;
        const fault = await compacted.fault();
        if (fault !== null) throw new Error(`after step ${i} (${next.kind}): ${fault}`);
      }
      const before = await compacted.count();
      await compacted.clean();
      await compacted.pass(11_000);
      const faults = [await compacted.fault(), await compacted.filesFault(), await compacted.fault()];
      if (faults.some((fault) => fault !== null)) throw new Error(faults.join(', '));
      if ((await compacted.count()) < before) cleaned += 1;
      await compacted.close();
    }),
    { numRuns: CASES, endOnFailure: true },
  );
  expect([seed >= CASES, cleaned > CASES / 20]).toEqual([true, true]);
}, 480_000);

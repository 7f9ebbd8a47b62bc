import fc from 'fast-check';
import { errorName, isRefusal } from '@yak/model';
import { type BatchHeader, ProducerStates } from '@yak/records';
import { markerAt, producedHeader } from '../../../support/records/batches';

const LAST = 2 ** 31 - 1;

function statesAfter(...headers: readonly BatchHeader[]): ProducerStates {
  const states = new ProducerStates();
  for (const header of headers) states.apply(header);
  return states;
}

function verdict(states: ProducerStates, header: BatchHeader, origin: 'client' | 'replication' = 'client'): string {
  const result = states.check(header, origin);
  if (isRefusal(result)) return errorName(result.code);
  return result.kind === 'append' ? 'append' : `duplicate of ${result.baseOffset} at ${result.logAppendTimeMs}`;
}

// Six batches of two records, epoch 3: sequences 0‥1 at offset 100, 2‥3 at 102 … 10‥11 at 110.
const SIX = [0, 1, 2, 3, 4, 5].map((index) =>
  producedHeader({ epoch: 3, sequence: index * 2, count: 2, offset: 100 + index * 2, timestampMs: 1000 + index }),
);
const WRAPPING = producedHeader({ epoch: 3, sequence: LAST - 1, count: 4, offset: 100 }); // up to sequence 1
const AT_LAST = producedHeader({ epoch: 3, sequence: LAST - 3, count: 4, offset: 100 });

test.each([
  ['an unknown producer at 0', [], { epoch: 0, sequence: 0 }, 'append'],
  ['an unknown producer at any sequence', [], { epoch: 9, sequence: 1234 }, 'append'],
  ['another producer', SIX, { producerId: 8, epoch: 0, sequence: 77 }, 'append'],
  ['no producer', SIX, { producerId: -1, epoch: 0, sequence: 0 }, 'append'],
  ['the next sequence', SIX, { epoch: 3, sequence: 12 }, 'append'],
  ['a gap of one', SIX, { epoch: 3, sequence: 13 }, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
  ['the newest batch again', SIX, { epoch: 3, sequence: 10, count: 2 }, 'duplicate of 110 at 1005'],
  ['the fifth newest again', SIX, { epoch: 3, sequence: 2, count: 2 }, 'duplicate of 102 at 1001'],
  ['the sixth newest again', SIX, { epoch: 3, sequence: 0, count: 2 }, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
  ['a known start with another length', SIX, { epoch: 3, sequence: 10, count: 3 }, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
  ['the middle of a known batch', SIX, { epoch: 3, sequence: 11, count: 1 }, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
  ['an older epoch', SIX, { epoch: 2, sequence: 12 }, 'INVALID_PRODUCER_EPOCH'],
  ['an older epoch, at 0', SIX, { epoch: 2, sequence: 0 }, 'INVALID_PRODUCER_EPOCH'],
  ['a newer epoch at 0', SIX, { epoch: 4, sequence: 0 }, 'append'],
  ['a newer epoch going on', SIX, { epoch: 4, sequence: 12 }, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
  ['a newer epoch repeating a batch', SIX, { epoch: 4, sequence: 10, count: 2 }, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
  ['after 2^31 − 1 comes 0', [AT_LAST], { epoch: 3, sequence: 0 }, 'append'],
  ['after 2^31 − 1 does not come 1', [AT_LAST], { epoch: 3, sequence: 1 }, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
  ['after a batch across the wrap', [WRAPPING], { epoch: 3, sequence: 2 }, 'append'],
  ['a batch across the wrap again', [WRAPPING], { epoch: 3, sequence: LAST - 1, count: 4 }, 'duplicate of 100 at 1000'],
])('%s is answered', (_name, before, batch, expected) => {
  expect(verdict(statesAfter(...before), producedHeader({ offset: 0, ...batch }))).toBe(expected);
});

test('a follower takes whatever the leader has taken', () => {
  expect(verdict(statesAfter(...SIX), producedHeader({ epoch: 1, sequence: 99, offset: 0 }), 'replication')).toBe(
    'append',
  );
});

test('checking changes nothing', () => {
  const states = statesAfter(...SIX);
  const before = states.snapshot();
  verdict(states, producedHeader({ epoch: 9, sequence: 0, offset: 0 }));
  verdict(states, producedHeader({ producerId: 55, sequence: 0, offset: 0 }));
  expect(states.snapshot()).toEqual(before);
});

test('a producer that was marked in a new epoch starts again at 0', () => {
  const states = statesAfter(...SIX);
  const { header, bytes } = markerAt(112, { type: 'abort', epoch: 4 });
  states.apply(header, bytes);
  expect(verdict(states, producedHeader({ epoch: 4, sequence: 0, offset: 0 }))).toBe('append');
  expect(verdict(states, producedHeader({ epoch: 4, sequence: 12, offset: 0 }))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
  expect(verdict(states, producedHeader({ epoch: 3, sequence: 12, offset: 0 }))).toBe('INVALID_PRODUCER_EPOCH');
});

test('a batch outside the transaction of its producer is refused while that is open', () => {
  const states = statesAfter(producedHeader({ sequence: 0, offset: 10, isTransactional: true }));
  expect(verdict(states, producedHeader({ sequence: 1, offset: 0 }))).toBe('INVALID_TXN_STATE');
  expect(verdict(states, producedHeader({ sequence: 1, offset: 0, isTransactional: true }))).toBe('append');
});

test('an aborted transaction is told with its extent and the last stable offset after it', () => {
  const states = statesAfter(
    producedHeader({ producerId: 1, sequence: 0, offset: 10, isTransactional: true }),
    producedHeader({ producerId: 2, sequence: 0, offset: 11, isTransactional: true }),
    producedHeader({ producerId: 1, sequence: 1, offset: 12, isTransactional: true }),
  );
  expect(states.firstUndecidedOffset).toBe(10);
  const aborted = markerAt(13, { type: 'abort', producerId: 1 });
  expect(states.apply(aborted.header, aborted.bytes)).toEqual({
    producerId: 1,
    firstOffset: 10,
    lastOffset: 13,
    isAborted: true,
    lastStableOffset: 11,
  });
  const committed = markerAt(14, { type: 'commit', producerId: 2 });
  expect(states.apply(committed.header, committed.bytes)).toEqual({
    producerId: 2,
    firstOffset: 11,
    lastOffset: 14,
    isAborted: false,
    lastStableOffset: 15,
  });
  expect(states.firstUndecidedOffset).toBeNull();
});

test.each([
  [0, 0],
  [10, 10],
  [12, 10],
  [13, 10],
  [14, 14],
  [20, 16],
])('with the high watermark at %i readers of committed records see up to %i', (highWatermark, lastStable) => {
  const states = statesAfter(
    producedHeader({ producerId: 1, sequence: 0, offset: 10, count: 3, isTransactional: true }),
  );
  const { header, bytes } = markerAt(13, { type: 'commit', producerId: 1 });
  states.apply(header, bytes);
  states.apply(producedHeader({ producerId: 1, sequence: 3, offset: 16, count: 2, isTransactional: true }));
  expect(states.lastStableOffset(highWatermark)).toBe(lastStable);
});

test('a marker without a transaction ends nothing but is remembered', () => {
  const states = new ProducerStates();
  const { header, bytes } = markerAt(5, { type: 'commit', coordinatorEpoch: 8 });
  expect(states.apply(header, bytes)).toBeNull();
  expect(states.entryOf(7)).toMatchObject({
    coordinatorEpoch: 8,
    producerEpoch: 0,
    transactionFirstOffset: null,
    batches: [],
  });
});

test('a control batch is never applied without its bytes', () => {
  expect(() => new ProducerStates().apply(markerAt(5, { type: 'commit' }).header)).toThrow('with its bytes');
});

test('batches without a producer leave no trace', () => {
  expect(statesAfter(producedHeader({ producerId: -1, epoch: 0, sequence: 0, offset: 1 })).isEmpty).toBe(true);
});

test.each([
  [1999, 0, 3],
  [2000, 1, 2],
  [9999, 2, 1],
])('at %i ms with an age limit of 1000 ms %i producers expire and %i stay', (nowMs, expired, left) => {
  const states = statesAfter(
    producedHeader({ producerId: 1, sequence: 0, offset: 1, timestampMs: 1000 }),
    producedHeader({ producerId: 2, sequence: 0, offset: 2, timestampMs: 1500 }),
    producedHeader({ producerId: 3, sequence: 0, offset: 3, timestampMs: 1000, isTransactional: true }),
  );
  expect(states.expire(nowMs, 1000)).toBe(expired);
  expect([...states.entries()].length).toBe(left);
  expect(states.size).toBe(left);
});

test('after a restart the newest batch is still known again and an open transaction is still open', () => {
  const restored = ProducerStates.fromSnapshot(
    statesAfter(...SIX, producedHeader({ producerId: 9, sequence: 0, offset: 112, isTransactional: true })).snapshot(),
  );
  expect(restored && verdict(restored, producedHeader({ epoch: 3, sequence: 10, count: 2, offset: 0 }))).toBe(
    'duplicate of 110 at 1005',
  );
  expect(restored && verdict(restored, producedHeader({ epoch: 3, sequence: 12, offset: 0 }))).toBe('append');
  expect(restored?.firstUndecidedOffset).toBe(112);
});

test('a damaged snapshot gives no state', () => {
  expect(ProducerStates.fromSnapshot(Buffer.alloc(10))).toBeNull();
});

interface Step {
  readonly producerId: number;
  readonly kind: 'plain' | 'transactional' | 'commit' | 'abort' | 'new epoch';
  readonly count: number;
}
const step: fc.Arbitrary<Step> = fc.record({
  producerId: fc.nat(3),
  kind: fc.constantFrom('plain', 'transactional', 'transactional', 'commit', 'abort', 'new epoch'),
  count: fc.integer({ min: 1, max: 4 }),
});

/** Plays producers that behave; gives what the log would hold. */
function logOf(steps: readonly Step[]): { header: BatchHeader; bytes: Buffer | undefined }[] {
  const producers = new Map<number, { epoch: number; next: number; isOpen: boolean }>();
  let offset = 0;
  return steps.map(({ producerId, kind, count }) => {
    const producer = producers.get(producerId) ?? { epoch: 0, next: 0, isOpen: false };
    producers.set(producerId, producer);
    if (kind === 'commit' || kind === 'abort') {
      producer.isOpen = false;
      const marker = markerAt(offset, { type: kind, producerId, epoch: producer.epoch });
      offset += 1;
      return marker;
    }
    if (kind === 'new epoch') Object.assign(producer, { epoch: producer.epoch + 1, next: 0 });
    producer.isOpen ||= kind === 'transactional';
    const batch = {
      producerId,
      epoch: producer.epoch,
      sequence: producer.next,
      count,
      offset,
      isTransactional: producer.isOpen,
    };
    producer.next += count;
    offset += count;
    return { header: producedHeader(batch), bytes: undefined };
  });
}

const byId = (states: ProducerStates) =>
  [...states.entries()]
    .map((entry) => ({ ...entry, batches: entry.batches.slice(-1) }))
    .sort((one, other) => one.producerId - other.producerId);

test('a snapshot of a prefix with the rest applied equals the fold over everything', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat(40), (steps, cut) => {
      const log = logOf(steps);
      const whole = new ProducerStates();
      for (const { header, bytes } of log.slice(0, cut)) whole.apply(header, bytes);
      const resumed = ProducerStates.fromSnapshot(whole.snapshot());
      if (resumed === null) throw new Error('our own snapshot was not read');
      for (const { header, bytes } of log.slice(cut))
        expect(resumed.apply(header, bytes)).toEqual(whole.apply(header, bytes));
      expect(resumed.firstUndecidedOffset).toBe(whole.firstUndecidedOffset);
      expect(byId(resumed)).toEqual(byId(whole));
    }),
  );
});

test('what a behaving producer sends is appended, and a repetition of the newest five is a duplicate', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const states = new ProducerStates();
      for (const { header, bytes } of logOf(steps)) {
        if (bytes === undefined) expect(verdict(states, header)).toBe('append');
        states.apply(header, bytes);
        if (bytes === undefined)
          expect(verdict(states, header)).toBe(`duplicate of ${header.baseOffset} at ${header.maxTimestamp}`);
      }
    }),
  );
});

// What a snapshot after SIX gives back, and then the batches before the last one, newest first.
const OLDER = SIX.slice(0, 5).reverse();
const FIFTH_NEWEST = { epoch: 3, sequence: 2, count: 2 };
const OTHER = producedHeader({ producerId: 8, epoch: 3, sequence: 8, count: 2, offset: 108 });
const OLD_EPOCH = producedHeader({ epoch: 2, sequence: 8, count: 2, offset: 108 });
const LATER = producedHeader({ epoch: 3, sequence: 8, count: 2, offset: 120 });

test.each([
  ['nothing', [], { epoch: 3, sequence: 10, count: 2 }, 'duplicate of 110 at 1005'],
  ['nothing', [], { epoch: 3, sequence: 8, count: 2 }, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
  ['the log', OLDER, { epoch: 3, sequence: 8, count: 2 }, 'duplicate of 108 at 1004'],
  ['the log', OLDER, FIFTH_NEWEST, 'duplicate of 102 at 1001'],
  ['the log', OLDER, { epoch: 3, sequence: 0, count: 2 }, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
  ['the log', OLDER, { epoch: 3, sequence: 12 }, 'append'],
  ['the log twice', [...OLDER, ...OLDER], FIFTH_NEWEST, 'duplicate of 102 at 1001'],
  ['a log without the newest but one', OLDER.slice(1), FIFTH_NEWEST, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
  ['another producer', [OTHER], { epoch: 3, sequence: 8, count: 2 }, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
  ['an older epoch', [OLD_EPOCH], { epoch: 3, sequence: 8, count: 2 }, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
  ['a later batch', [LATER], { epoch: 3, sequence: 8, count: 2 }, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
])('after a snapshot and the recall of %s, %# is answered', (_name, recalled, batch, expected) => {
  const snapshot = statesAfter(...SIX).snapshot();
  const states = ProducerStates.fromSnapshot(snapshot);
  for (const header of recalled) states?.recall(header);
  expect(states === null ? null : verdict(states, producedHeader({ offset: 0, ...batch }))).toBe(expected);
  expect(states?.snapshot()).toEqual(snapshot);
});

test('a batch across the wrap of sequences is recalled too', () => {
  const next = producedHeader({ epoch: 3, sequence: 2, count: 1, offset: 104 });
  const states = ProducerStates.fromSnapshot(statesAfter(WRAPPING, next).snapshot());
  states?.recall(WRAPPING);
  expect(states === null ? null : verdict(states, WRAPPING)).toBe('duplicate of 100 at 1000');
});

test.each([
  ['no producers', [], { recalled: 0, from: 0 }, false],
  ['the first batch of a producer', SIX.slice(0, 1), { recalled: 0, from: 0 }, false],
  ['a later one', SIX, { recalled: 0, from: 0 }, true],
  ['a later one, before the walk', SIX, { recalled: 0, from: 112 }, false],
  ['a later one, at the edge of the walk', SIX, { recalled: 0, from: 111 }, true],
  ['a later one with three recalled', SIX, { recalled: 3, from: 0 }, true],
  ['a later one with four recalled', SIX, { recalled: 4, from: 0 }, false],
  ['the second one with the first recalled', SIX.slice(0, 2), { recalled: 5, from: 0 }, false],
])('whether a window lacks batches after a snapshot with %s is told', (_name, before, { recalled, from }, expected) => {
  const states = ProducerStates.fromSnapshot(statesAfter(...before).snapshot());
  for (const header of before.slice(0, -1).reverse().slice(0, recalled)) states?.recall(header);
  expect(states?.lacksBatches(from)).toBe(expected);
});

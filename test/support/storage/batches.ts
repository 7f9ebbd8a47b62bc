import { offset as toOffset, leaderEpoch } from '@yak/model';
import {
  encodePlainBatch,
  encodeTransactionMarker,
  placeBatch,
  type ProducedBatch,
  readBatchHeader,
} from '@yak/records';

/** What a test batch is made of; left out: one record of 20 bytes, epoch 1, time 1,000 + base offset. */
export interface TestBatch {
  readonly records?: number;
  readonly valueBytes?: number;
  readonly timestampMs?: number;
  readonly epoch?: number;
  readonly producer?: { readonly producerId: number; readonly producerEpoch: number; readonly baseSequence: number };
  readonly isTransactional?: boolean;
}

function placed(bytes: Buffer, baseOffset: number, epoch: number): ProducedBatch {
  const header = readBatchHeader(bytes);
  if (header === null) throw new Error('a test batch has a header');
  const batch = { bytes, header };
  placeBatch(batch, { baseOffset: toOffset(baseOffset), leaderEpoch: leaderEpoch(epoch) });
  return batch;
}

/** A batch placed at `baseOffset`; its values tell the offset. */
export function testBatch(baseOffset: number, what: TestBatch = {}): ProducedBatch {
  const timestampMs = what.timestampMs ?? 1000 + baseOffset;
  const records = Array.from({ length: what.records ?? 1 }, (_, i) => ({
    timestampMs,
    value: Buffer.alloc(what.valueBytes ?? 20, String(baseOffset + i)),
  }));
  const bytes = encodePlainBatch({
    records,
    ...(what.producer === undefined ? {} : { producer: what.producer }),
    ...(what.isTransactional === undefined ? {} : { isTransactional: what.isTransactional }),
  });
  return placed(bytes, baseOffset, what.epoch ?? 1);
}

/** A transaction's marker placed at `baseOffset`. */
export function testMarker(
  baseOffset: number,
  what: { readonly type: 'abort' | 'commit'; readonly producerId: number; readonly epoch?: number },
): ProducedBatch {
  const bytes = encodeTransactionMarker(
    { type: what.type, coordinatorEpoch: 1 },
    { producerId: what.producerId, producerEpoch: 0 },
    1000 + baseOffset,
  );
  return placed(bytes, baseOffset, what.epoch ?? 1);
}

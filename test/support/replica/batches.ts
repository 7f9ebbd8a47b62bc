import { assert } from '@yak/base';
import { encodePlainBatch, type ProducedBatch, readBatchHeader } from '@yak/records';

/** A valid batch as a producer sends it. @param records how many records, ≥ 1 */
export function batchOf(
  records: number,
  more: { readonly sequence?: number; readonly isTransactional?: boolean; readonly logAppendTimeMs?: number } = {},
): ProducedBatch {
  const { sequence, ...rest } = more;
  const bytes = encodePlainBatch({
    records: Array.from({ length: records }, (_, i) => ({
      timestampMs: 1_000 + i,
      key: null,
      value: Buffer.from(`value ${i}`),
      headers: [],
    })),
    ...(sequence === undefined ? {} : { producer: { producerId: 7, producerEpoch: 0, baseSequence: sequence } }),
    ...rest,
  });
  const header = readBatchHeader(bytes);
  assert(header !== null, 'an encoded batch has a header');
  return { bytes, header };
}

import {
  type BatchHeader,
  type BatchInput,
  encodePlainBatch,
  encodeTransactionMarker,
  readBatchHeader,
  type ProduceRules,
  type TransactionMarker,
} from '@yak/records';

/** The rules of a topic with Kafka's defaults at a fixed time. */
export const lenientRules: ProduceRules = {
  produceVersion: 9,
  maxMessageBytes: 1_048_588,
  segmentBytes: 1_073_741_824,
  compacted: false,
  timestampType: 'CreateTime',
  timestampBeforeMaxMs: Infinity,
  timestampAfterMaxMs: 3_600_000,
  nowMs: 1_700_000_000_000,
};

/** A batch of `count` small records. */
export function plainBatch(count: number, input: Partial<BatchInput> = {}): Buffer {
  const records = Array.from({ length: count }, (_, index) => ({
    timestampMs: 1_699_999_999_000 + index,
    key: Buffer.from(`key ${index}`),
    value: Buffer.from(`value ${index}`),
  }));
  return encodePlainBatch({ records, ...input });
}

/** The header of bytes that are known to hold one. */
export function headerOf(bytes: Buffer): BatchHeader {
  const header = readBatchHeader(bytes);
  if (header === null) throw new Error('no header');
  return header;
}

/** The header of a placed batch of an idempotent producer. */
export function producedHeader(batch: {
  readonly producerId?: number;
  readonly epoch?: number;
  readonly sequence: number;
  readonly count?: number;
  readonly offset: number;
  readonly isTransactional?: boolean;
  readonly timestampMs?: number;
}): BatchHeader {
  return {
    baseOffset: batch.offset,
    sizeInBytes: 100,
    partitionLeaderEpoch: 0,
    magic: 2,
    crc: 0,
    attributes: batch.isTransactional === true ? 0x10 : 0,
    lastOffsetDelta: (batch.count ?? 1) - 1,
    baseTimestamp: batch.timestampMs ?? 1000,
    maxTimestamp: batch.timestampMs ?? 1000,
    producerId: batch.producerId ?? 7,
    producerEpoch: batch.epoch ?? 0,
    baseSequence: batch.sequence,
    recordsCount: batch.count ?? 1,
  };
}

/** A placed marker: header and bytes. */
export function markerAt(
  offset: number,
  marker: {
    readonly type: TransactionMarker['type'];
    readonly producerId?: number;
    readonly epoch?: number;
    readonly coordinatorEpoch?: number;
  },
): { header: BatchHeader; bytes: Buffer } {
  const bytes = encodeTransactionMarker(
    { type: marker.type, coordinatorEpoch: marker.coordinatorEpoch ?? 3 },
    { producerId: marker.producerId ?? 7, producerEpoch: marker.epoch ?? 0 },
    1000,
  );
  bytes.writeBigInt64BE(BigInt(offset));
  return { header: headerOf(bytes), bytes };
}

import { encodePlainBatch, type RecordInput } from '@yak/records';

/** Frames built by hand, byte for byte, so that a benchmark measures the broker and not our own codec. */
const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const int64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
};
const framed = (...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length), body]);
};
const requestHead = (apiKey: number, version: number): Buffer =>
  Buffer.concat([int16(apiKey), int16(version), int32(0), text('bench')]);

/** Position of the correlation id in a request's frame with its size. */
export const REQUEST_CORRELATION_POSITION = 8;

/** A batch of at most `batchBytes` bytes, of records whose values have `recordBytes` bytes each (no keys). */
export function batchOf(options: { recordBytes: number; batchBytes: number; timestampMs: number }): {
  bytes: Buffer;
  records: number;
} {
  const perRecord = options.recordBytes + 10;
  const count = Math.max(1, Math.floor((options.batchBytes - 61) / perRecord));
  const records: RecordInput[] = [];
  for (let i = 0; i < count; i += 1) {
    const value = Buffer.alloc(options.recordBytes);
    for (let at = 0; at < value.length; at += 1) value[at] = 97 + ((i * 31 + at * 7) % 26);
    records.push({ timestampMs: options.timestampMs, value });
  }
  return { bytes: encodePlainBatch({ records }), records: count };
}

/** A Produce request, version 7, with one batch for one partition; with its size, correlation id 0. */
export function produceFrame(options: { topic: string; partition: number; acks: number; batch: Buffer }): Buffer {
  return framed(
    requestHead(0, 7),
    int16(-1),
    int16(options.acks),
    int32(30_000),
    int32(1),
    text(options.topic),
    int32(1),
    int32(options.partition),
    int32(options.batch.length),
    options.batch,
  );
}

/** The answer to `produceFrame` that a broker gives when all is well; with its size, correlation id 0. */
export function produceAnswer(topic: string): Buffer {
  return framed(int32(0), int32(1), text(topic), int32(1), int32(0), int16(0), int64(0), int64(-1), int64(0), int32(0));
}

/** Position of the partition's error code in an answer to `produceFrame`, after the size was cut off. */
export const produceErrorPosition = (topic: string): number => 4 + 4 + 2 + Buffer.byteLength(topic) + 4 + 4;

/** A Fetch request, version 11, of one partition from one offset; with its size, correlation id 0. */
export function fetchFrame(options: { topic: string; partition: number; offset: number; bytesMax: number }): Buffer {
  return framed(
    requestHead(1, 11),
    int32(-1), // replica id: a consumer
    int32(500),
    int32(1),
    int32(options.bytesMax),
    Buffer.from([0]),
    int32(0),
    int32(-1),
    int32(1),
    text(options.topic),
    int32(1),
    int32(options.partition),
    int32(-1),
    int64(options.offset),
    int64(-1),
    int32(options.bytesMax),
    int32(0),
    text(''),
  );
}

/** The head of an answer to `fetchFrame`, up to and with the length of the records, which follow. */
export function fetchAnswerHead(topic: string): Buffer {
  return framed(
    int32(0),
    int32(0),
    int16(0),
    int32(0),
    int32(1),
    text(topic),
    int32(1),
    int32(0),
    int16(0),
    int64(0),
    int64(0),
    int64(0),
    int32(-1),
    int32(-1),
    int32(0),
  );
}

/** Where things stand in an answer to `fetchFrame`, after its size was cut off. */
export const fetchPositions = (topic: string): { error: number; records: number } => {
  const error = 4 + 4 + 2 + 4 + 4 + 2 + Buffer.byteLength(topic) + 4 + 4;
  return { error, records: error + 2 + 8 + 8 + 8 + 4 + 4 + 4 };
};

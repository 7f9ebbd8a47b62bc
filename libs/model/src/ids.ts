import { assert, AssertionFailure, type Brand } from '@yak/base';

/** Position of a record in a partition: integer, 0 ≤ offset < 2^53 (Kafka's int64 narrowed to what a number holds exactly). */
export type Offset = Brand<number, 'Offset'>;
/** Counts the leaders of one partition: int32, ≥ 0. */
export type LeaderEpoch = Brand<number, 'LeaderEpoch'>;
/** Counts the changes of one partition record: int32, ≥ 0. */
export type PartitionEpoch = Brand<number, 'PartitionEpoch'>;
/** Names a broker: int32, ≥ 0. */
export type BrokerId = Brand<number, 'BrokerId'>;
/** Counts the registrations of brokers: integer ≥ 0 below 2^53; a restarted broker has a higher one. */
export type BrokerEpoch = Brand<number, 'BrokerEpoch'>;
/** Index of a partition in its topic: int32, ≥ 0. */
export type PartitionIndex = Brand<number, 'PartitionIndex'>;
/** Names an idempotent producer: integer ≥ 0 below 2^53. */
export type ProducerId = Brand<number, 'ProducerId'>;
/** Fences the incarnations of one producer id: int16, ≥ 0. */
export type ProducerEpoch = Brand<number, 'ProducerEpoch'>;
/** Numbers a producer's records per partition: int32, ≥ 0; 2^31 − 1 is followed by 0. */
export type SequenceNumber = Brand<number, 'SequenceNumber'>;
/** Milliseconds since the Unix epoch: integer. */
export type TimestampMs = Brand<number, 'TimestampMs'>;
/** Names a topic for ever: 32 lower-case hexadecimal digits of its UUID (16 bytes on the wire). */
export type TopicId = Brand<string, 'TopicId'>;

const integerIn = (value: number, minimum: number, maximum: number): boolean =>
  Number.isInteger(value) && value >= minimum && value <= maximum;
const INT32_MAX = 2 ** 31 - 1;

const integer =
  <T extends number>(name: string, maximum: number) =>
  (value: number): T => {
    if (!integerIn(value, 0, maximum)) throw new AssertionFailure(`${name} out of range: ${value}`); // no text unless it fails
    return value as T;
  };

export const offset = integer<Offset>('offset', Number.MAX_SAFE_INTEGER);
export const leaderEpoch = integer<LeaderEpoch>('leader epoch', INT32_MAX);
export const partitionEpoch = integer<PartitionEpoch>('partition epoch', INT32_MAX);
export const brokerId = integer<BrokerId>('broker id', INT32_MAX);
export const brokerEpoch = integer<BrokerEpoch>('broker epoch', Number.MAX_SAFE_INTEGER);
export const partitionIndex = integer<PartitionIndex>('partition index', INT32_MAX);
export const producerId = integer<ProducerId>('producer id', Number.MAX_SAFE_INTEGER);
export const producerEpoch = integer<ProducerEpoch>('producer epoch', 2 ** 15 - 1);
export const sequenceNumber = integer<SequenceNumber>('sequence number', INT32_MAX);

/** A time in milliseconds since the Unix epoch. Throws AssertionFailure unless it is a safe integer. */
export function timestampMs(value: number): TimestampMs {
  assert(Number.isSafeInteger(value), `timestamp out of range: ${value}`);
  return value as TimestampMs;
}

const TOPIC_ID = /^[0-9a-f]{32}$/;

/** A topic id from 32 lower-case hexadecimal digits. Throws AssertionFailure for anything else. */
export function topicId(hexadecimal: string): TopicId {
  assert(TOPIC_ID.test(hexadecimal), 'a topic id is 32 lower-case hexadecimal digits');
  return hexadecimal as TopicId;
}

/** A topic id from 16 random bytes, marked as a version-4 UUID. Never the zero id, which means "none" on the wire. */
export function topicIdFromBytes(bytes: Uint8Array): TopicId {
  assert(bytes.length === 16, `a topic id has 16 bytes, not ${bytes.length}`);
  const marked = Buffer.from(bytes);
  marked[6] = ((marked[6] ?? 0) & 0x0f) | 0x40;
  marked[8] = ((marked[8] ?? 0) & 0x3f) | 0x80;
  return topicId(marked.toString('hex'));
}

/** Kafka's text form of a UUID: URL-safe base64 of the 16 bytes, 22 characters. Source: Kafka Uuid.toString. */
export function topicIdToBase64(id: TopicId): string {
  return Buffer.from(id, 'hex').toString('base64url');
}

import { crc32c } from '@yak/base';
import {
  CreateTopics,
  Fetch,
  InitProducerId,
  ListOffsets,
  Produce,
  type RequestInputOf,
  type ResponseOf,
} from '@yak/protocol';
import { type BatchInput, encodePlainBatch } from '@yak/records';
import type { RawConnection } from '../raw-connection';

type PartitionOf<T> = T extends readonly (infer Item)[] ? Item : never;
export type ProducedPartition = PartitionOf<PartitionOf<ResponseOf<typeof Produce>['responses']>['partitionResponses']>;
export type FetchedPartition = PartitionOf<PartitionOf<ResponseOf<typeof Fetch>['responses']>['partitions']>;

/** The topic of a partition 0 that a request is about. */
export interface Target {
  readonly topic: string;
  readonly partition?: number;
}

function only<T>(items: readonly T[] | undefined): T {
  const [first] = items ?? [];
  if (first === undefined || items?.length !== 1) throw new Error(`one item was expected, not ${items?.length ?? 0}`);
  return first;
}

/** A batch of plain records with these values, one millisecond apart. */
export function batchOf(
  values: readonly string[],
  input: Omit<BatchInput, 'records'> & { timestampMs?: number } = {},
): Buffer {
  const { timestampMs = Date.now(), ...rest } = input;
  return encodePlainBatch({
    ...rest,
    records: values.map((value, index) => ({ timestampMs: timestampMs + index, value: Buffer.from(value) })),
  });
}

const HEADER_BYTES = 61;
const ATTRIBUTES_AT = 21;
const ZSTD = 4;

/** Writes the CRC-32C that the batch's bytes ask for. */
export function sealed(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch.subarray(ATTRIBUTES_AT)), ATTRIBUTES_AT - 4);
  return batch;
}

/** A batch of one record in zstd: one raw block, as this Node has no encoder of its own. At most 200 characters. */
export function zstdBatch(value: string): Buffer {
  const plain = batchOf([value]);
  const records = plain.subarray(HEADER_BYTES);
  const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, records.length, 0, 0, 0]);
  frame.writeUIntLE((records.length << 3) | 1, 6, 3);
  const batch = Buffer.concat([plain.subarray(0, HEADER_BYTES), frame, records]);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt16BE(ZSTD, ATTRIBUTES_AT);
  return sealed(batch);
}

/** A Produce body for one partition. */
export function produceBody(target: Target, records: Buffer | null, acks = -1): RequestInputOf<typeof Produce> {
  return {
    acks,
    timeoutMs: 10_000,
    topicData: [{ name: target.topic, partitionData: [{ index: target.partition ?? 0, records }] }],
  };
}

/** Produces to one partition and gives what was answered for it. */
export async function produceTo(
  connection: RawConnection,
  target: Target,
  records: Buffer | null,
  { version = 11, acks = -1 }: { version?: number; acks?: number } = {},
): Promise<ProducedPartition> {
  const { responses } = await connection.request(Produce, version, produceBody(target, records, acks));
  return only(only(responses).partitionResponses);
}

/** A Fetch body for one partition by its name, for versions up to 12. */
export function fetchBody(
  target: Target,
  partition: {
    fetchOffset: number;
    partitionMaxBytes?: number;
    currentLeaderEpoch?: number;
    lastFetchedEpoch?: number;
  },
  options: Partial<RequestInputOf<typeof Fetch>> = {},
): RequestInputOf<typeof Fetch> {
  return {
    maxWaitMs: 0,
    minBytes: 1,
    topics: [
      {
        topic: target.topic,
        partitions: [{ partitionMaxBytes: 1 << 20, ...partition, partition: target.partition ?? 0 }],
      },
    ],
    ...options,
  };
}

/** Fetches from one partition by its name and gives what was answered for it. */
export async function fetchFrom(
  connection: RawConnection,
  ...body: Parameters<typeof fetchBody>
): Promise<FetchedPartition> {
  const { responses } = await connection.request(Fetch, 12, fetchBody(...body));
  return only(only(responses).partitions);
}

/** What ListOffsets says of one partition. */
export async function offsetOf(
  connection: RawConnection,
  target: Target,
  timestamp: number,
  { version = 10, isolationLevel = 0 } = {},
): Promise<PartitionOf<PartitionOf<ResponseOf<typeof ListOffsets>['topics']>['partitions']>> {
  const { topics } = await connection.request(ListOffsets, version, {
    replicaId: -1,
    isolationLevel,
    topics: [{ name: target.topic, partitions: [{ partitionIndex: target.partition ?? 0, timestamp }] }],
    timeoutMs: 1000,
  });
  return only(only(topics).partitions);
}

/** Where the log of a partition ends. */
export async function logEndOf(connection: RawConnection, target: Target): Promise<number> {
  return (await offsetOf(connection, target, -1)).offset;
}

/** Makes a topic; rejects when it was refused. */
export async function createTopic(
  connection: RawConnection,
  name: string,
  { partitions = 1, configs = {} }: { partitions?: number; configs?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const { topics } = await connection.request(CreateTopics, 7, {
    topics: [
      {
        name,
        numPartitions: partitions,
        replicationFactor: 1,
        assignments: [],
        configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
      },
    ],
    timeoutMs: 10_000,
  });
  const { errorCode, errorMessage } = only(topics);
  if (errorCode !== 0) throw new Error(`topic ${name}: ${errorCode} ${errorMessage ?? ''}`);
}

/** A producer id of its own. */
export async function newProducer(connection: RawConnection): Promise<{ producerId: number; producerEpoch: number }> {
  const { errorCode, producerId, producerEpoch } = await connection.request(InitProducerId, 5, {
    transactionalId: null,
    transactionTimeoutMs: 1000,
  });
  if (errorCode !== 0) throw new Error(`no producer id: ${errorCode}`);
  return { producerId, producerEpoch };
}

/** A frame with its size in front: request header version 1 and these bytes as the body. */
export function requestFrame(
  apiKey: number,
  apiVersion: number,
  body: Buffer,
  { isFlexible = false, correlationId = 7 } = {},
): Buffer {
  const header = Buffer.alloc(isFlexible ? 15 : 14);
  header.writeInt32BE(header.length - 4 + body.length, 0);
  header.writeInt16BE(apiKey, 4);
  header.writeInt16BE(apiVersion, 6);
  header.writeInt32BE(correlationId, 8);
  header.writeInt16BE(-1, 12);
  return Buffer.concat([header, body]);
}

import { MalformedRequest } from '@yak/codec';
import {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
  decodeVersioned,
  encodeVersioned,
} from '@yak/protocol';
import { byTopic, type PartitionPlace } from './partition-place';

/** What a member of a classic consumer group tells the leader of its group. */
export interface Subscription {
  readonly topics: readonly string[];
  /** Partitions that it goes on reading while the group rebalances; empty in eager groups. */
  readonly owned: readonly PartitionPlace[];
  /** The generation in which it got them; null: none, or a client that does not say. */
  readonly generation: number | null;
}

/** The highest version that every broker and client that matters reads (KIP-792); racks say nothing here. */
const SUBSCRIPTION_VERSION = 2;
const ASSIGNMENT_VERSION = 1;

/** Bytes of ConsumerProtocolSubscription, version 2. */
export function encodeSubscription({ topics, owned, generation }: Subscription): Buffer {
  return encodeVersioned(ConsumerProtocolSubscription, SUBSCRIPTION_VERSION, {
    topics: [...topics].sort(),
    ownedPartitions: topicsOf(owned),
    generationId: generation ?? -1,
  });
}

/** Reads a subscription of any version. Throws MalformedRequest. */
export function decodeSubscription(bytes: Buffer): Subscription {
  const { body } = decodeVersioned(ConsumerProtocolSubscription, bytes, { newer: 'as-newest' });
  return {
    topics: body.topics,
    owned: places(body.ownedPartitions),
    generation: body.generationId < 0 ? null : body.generationId,
  };
}

/** Bytes of ConsumerProtocolAssignment, version 1. */
export function encodeAssignment(assigned: readonly PartitionPlace[]): Buffer {
  return encodeVersioned(ConsumerProtocolAssignment, ASSIGNMENT_VERSION, { assignedPartitions: topicsOf(assigned) });
}

/** Reads an assignment of any version; no bytes at all are an empty one. Throws MalformedRequest. */
export function decodeAssignment(bytes: Buffer): readonly PartitionPlace[] {
  if (bytes.length === 0) return [];
  return places(decodeVersioned(ConsumerProtocolAssignment, bytes, { newer: 'as-newest' }).body.assignedPartitions);
}

/** What reading gives, or null where the bytes are somebody's own and cannot be read. */
export function readable<Read>(read: (bytes: Buffer) => Read, bytes: Buffer): Read | null {
  try {
    return read(bytes);
  } catch (error) {
    if (error instanceof MalformedRequest) return null;
    throw error;
  }
}

type Topics = readonly { readonly topic: string; readonly partitions: readonly number[] }[];

const places = (topics: Topics): PartitionPlace[] =>
  topics.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })));

function topicsOf(owned: readonly PartitionPlace[]): { topic: string; partitions: number[] }[] {
  return byTopic(owned, ({ partition }) => partition)
    .map(({ name, partitions }) => ({ topic: name, partitions: partitions.sort((one, other) => one - other) }))
    .sort((one, other) => (one.topic < other.topic ? -1 : 1));
}

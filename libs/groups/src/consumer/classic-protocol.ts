import { MalformedRequest } from '@yak/codec';
import {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
  decodeVersioned,
  encodeVersioned,
  versionOf,
} from '@yak/protocol';
import type { TopicId } from '@yak/model';
import type { GroupTopics } from '../ports';
import { type Assignment, assignmentOf, EMPTY_ASSIGNMENT, entriesOf } from './assignment';
import { sortedNames } from './member';

/** What a member of the classic protocol tells its leader, and here the group. */
export interface ClassicSubscription {
  readonly topicNames: readonly string[];
  readonly rackId: string | null;
  /** What it still owns; empty for members that give up everything before they join. */
  readonly owned: Assignment;
}

/** Reads the metadata of a member; null where they are no ConsumerProtocolSubscription. */
export function readSubscription(metadata: Buffer, topics: GroupTopics): ClassicSubscription | null {
  const body = orNull(() => decodeVersioned(ConsumerProtocolSubscription, metadata, { newer: 'as-newest' }).body);
  if (body === null) return null;
  return {
    topicNames: sortedNames(body.topics),
    rackId: body.rackId === '' ? null : body.rackId,
    owned: fromNames(body.ownedPartitions, topics),
  };
}

/** Reads an assignment that a leader made; no bytes are no partitions; null where the bytes are something else. */
export function readAssignment(bytes: Buffer, topics: GroupTopics): Assignment | null {
  if (bytes.length === 0) return EMPTY_ASSIGNMENT;
  const body = orNull(() => decodeVersioned(ConsumerProtocolAssignment, bytes, { newer: 'as-newest' }).body);
  return body === null ? null : fromNames(body.assignedPartitions, topics);
}

/**
 * An assignment as a classic member reads it, in the version that it speaks itself; in the oldest where its metadata, which only
 * for its first protocol was looked at, says none. Topics that are gone are left out.
 */
export function writeAssignment(
  assignment: Assignment,
  metadata: Buffer | undefined,
  nameOf: (topicId: TopicId) => string | null,
): Buffer {
  const { min, max } = ConsumerProtocolAssignment.versions;
  const spoken = metadata === undefined ? null : orNull(() => versionOf(metadata));
  const version = Math.min(Math.max(spoken ?? min, min), max);
  const assignedPartitions = entriesOf(assignment).flatMap(({ topicId, partitions }) => {
    const topic = nameOf(topicId);
    return topic === null ? [] : [{ topic, partitions }];
  });
  return encodeVersioned(ConsumerProtocolAssignment, version, { assignedPartitions, userData: null });
}

function fromNames(
  entries: readonly { readonly topic: string; readonly partitions: readonly number[] }[],
  topics: GroupTopics,
): Assignment {
  return assignmentOf(
    entries.flatMap(({ topic, partitions }) => {
      const found = topics.byName(topic);
      return found === null ? [] : [{ topicId: found.topicId, partitions }];
    }),
  );
}

function orNull<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedRequest) return null;
    throw error;
  }
}

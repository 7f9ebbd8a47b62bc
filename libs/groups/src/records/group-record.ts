import type { MessageInputOf, MessageOf } from '@yak/codec';
import {
  ConsumerGroupCurrentMemberAssignmentKey,
  ConsumerGroupCurrentMemberAssignmentValue,
  ConsumerGroupMemberMetadataKey,
  ConsumerGroupMemberMetadataValue,
  ConsumerGroupMetadataKey,
  ConsumerGroupMetadataValue,
  ConsumerGroupPartitionMetadataKey,
  ConsumerGroupPartitionMetadataValue,
  ConsumerGroupRegularExpressionKey,
  ConsumerGroupRegularExpressionValue,
  ConsumerGroupTargetAssignmentMemberKey,
  ConsumerGroupTargetAssignmentMemberValue,
  ConsumerGroupTargetAssignmentMetadataKey,
  ConsumerGroupTargetAssignmentMetadataValue,
  decodeVersioned,
  encodeVersioned,
  GroupMetadataKey,
  GroupMetadataValue,
  OffsetCommitKey,
  OffsetCommitValue,
  type VersionedMessage,
  versionOf,
} from '@yak/protocol';

/** Every type of record in `__consumer_offsets`, and the versions that are written. Source: Kafka CoordinatorRecordType. */
const TYPES = {
  offsetCommit: { key: OffsetCommitKey, keyVersion: 1, value: OffsetCommitValue, valueVersion: 3 },
  groupMetadata: { key: GroupMetadataKey, keyVersion: 2, value: GroupMetadataValue, valueVersion: 3 },
  consumerGroup: { key: ConsumerGroupMetadataKey, keyVersion: 3, value: ConsumerGroupMetadataValue, valueVersion: 0 },
  consumerTopics: {
    key: ConsumerGroupPartitionMetadataKey,
    keyVersion: 4,
    value: ConsumerGroupPartitionMetadataValue,
    valueVersion: 0,
  },
  consumerMember: {
    key: ConsumerGroupMemberMetadataKey,
    keyVersion: 5,
    value: ConsumerGroupMemberMetadataValue,
    valueVersion: 0,
  },
  targetEpoch: {
    key: ConsumerGroupTargetAssignmentMetadataKey,
    keyVersion: 6,
    value: ConsumerGroupTargetAssignmentMetadataValue,
    valueVersion: 0,
  },
  targetMember: {
    key: ConsumerGroupTargetAssignmentMemberKey,
    keyVersion: 7,
    value: ConsumerGroupTargetAssignmentMemberValue,
    valueVersion: 0,
  },
  currentAssignment: {
    key: ConsumerGroupCurrentMemberAssignmentKey,
    keyVersion: 8,
    value: ConsumerGroupCurrentMemberAssignmentValue,
    valueVersion: 0,
  },
  pattern: {
    key: ConsumerGroupRegularExpressionKey,
    keyVersion: 16,
    value: ConsumerGroupRegularExpressionValue,
    valueVersion: 0,
  },
} as const;

/** Which type a record is of. */
export type GroupRecordKind = keyof typeof TYPES;

type SchemaOf<M> = M extends VersionedMessage<infer S> ? S : never;
type KeyOf<K extends GroupRecordKind> = MessageInputOf<SchemaOf<(typeof TYPES)[K]['key']>>;
type ValueOf<K extends GroupRecordKind> = MessageInputOf<SchemaOf<(typeof TYPES)[K]['value']>>;
type ReadKeyOf<K extends GroupRecordKind> = MessageOf<SchemaOf<(typeof TYPES)[K]['key']>>;
type ReadValueOf<K extends GroupRecordKind> = MessageOf<SchemaOf<(typeof TYPES)[K]['value']>>;

/** A record to be written; value null is a tombstone. */
export type GroupRecord = {
  readonly [K in GroupRecordKind]: {
    readonly kind: K;
    readonly key: KeyOf<K>;
    readonly value: ValueOf<K> | null;
    /** where another version than the usual one is to be written */
    readonly valueVersion?: number;
  };
}[GroupRecordKind];

/** A record as it was read back; every field is there. */
export type ReadGroupRecord = {
  readonly [K in GroupRecordKind]: {
    readonly kind: K;
    readonly key: ReadKeyOf<K>;
    readonly value: ReadValueOf<K> | null;
  };
}[GroupRecordKind];

interface AnyType {
  readonly key: VersionedMessage<never>;
  readonly keyVersion: number;
  readonly value: VersionedMessage<never>;
  readonly valueVersion: number;
}

/** The bytes of a record. */
export function encodeGroupRecord(record: GroupRecord): { readonly key: Buffer; readonly value: Buffer | null } {
  const type = TYPES[record.kind] as unknown as AnyType;
  return {
    key: encodeVersioned(type.key, type.keyVersion, record.key as never),
    value:
      record.value === null
        ? null
        : encodeVersioned(type.value, record.valueVersion ?? type.valueVersion, record.value as never),
  };
}

/**
 * A record from its bytes; null for a type that is not known (of a newer broker, or of a protocol that is not served).
 * Throws MalformedRequest where the bytes are not what their key says.
 */
export function decodeGroupRecord(key: Buffer, value: Buffer | null): ReadGroupRecord | null {
  const kind = kindOf(versionOf(key));
  if (kind === null) return null;
  const type = TYPES[kind] as unknown as AnyType;
  return {
    kind,
    key: decodeVersioned(type.key, key).body,
    value: value === null ? null : decodeVersioned(type.value, value).body,
  } as ReadGroupRecord;
}

function kindOf(keyVersion: number): GroupRecordKind | null {
  if (keyVersion === 0) return 'offsetCommit'; // an older layout of the same
  for (const [kind, type] of Object.entries(TYPES)) if (type.keyVersion === keyVersion) return kind as GroupRecordKind;
  return null;
}

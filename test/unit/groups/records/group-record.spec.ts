import { MalformedRequest } from '@yak/codec';
import { topicId } from '@yak/model';
import { encodeVersioned, OffsetCommitKey, OffsetCommitValue } from '@yak/protocol';
import {
  decodeGroupRecord,
  encodeGroupRecord,
  type GroupRecord,
} from '../../../../libs/groups/src/records/group-record';

const TOPIC = topicId('00000000000040008000000000000001');
const parts = [{ topicId: TOPIC, partitions: [0, 2] }];

const RECORDS: readonly (readonly [number, number, GroupRecord])[] = [
  [
    1,
    3,
    {
      kind: 'offsetCommit',
      key: { group: 'g', topic: 't', partition: 3 },
      value: { offset: 42, leaderEpoch: 5, metadata: 'm', commitTimestamp: 1_000 },
    },
  ],
  [
    2,
    3,
    {
      kind: 'groupMetadata',
      key: { group: 'g' },
      value: {
        protocolType: 'consumer',
        generation: 2,
        protocol: 'range',
        leader: 'a',
        currentStateTimestamp: 1,
        members: [],
      },
    },
  ],
  [3, 0, { kind: 'consumerGroup', key: { groupId: 'g' }, value: { epoch: 7 } }],
  [
    4,
    0,
    {
      kind: 'consumerTopics',
      key: { groupId: 'g' },
      value: { topics: [{ topicId: TOPIC, topicName: 't', numPartitions: 3, partitionMetadata: [] }] },
    },
  ],
  [
    5,
    0,
    {
      kind: 'consumerMember',
      key: { groupId: 'g', memberId: 'a' },
      value: {
        instanceId: null,
        rackId: null,
        clientId: 'c',
        clientHost: '/1.2.3.4',
        subscribedTopicNames: ['t'],
        subscribedTopicRegex: null,
        rebalanceTimeoutMs: 5,
        serverAssignor: 'range',
        classicMemberMetadata: { sessionTimeoutMs: 9, supportedProtocols: [] },
      },
    },
  ],
  [6, 0, { kind: 'targetEpoch', key: { groupId: 'g' }, value: { assignmentEpoch: 7 } }],
  [7, 0, { kind: 'targetMember', key: { groupId: 'g', memberId: 'a' }, value: { topicPartitions: parts } }],
  [
    8,
    0,
    {
      kind: 'currentAssignment',
      key: { groupId: 'g', memberId: 'a' },
      value: {
        memberEpoch: 7,
        previousMemberEpoch: 6,
        state: 1,
        assignedPartitions: parts,
        partitionsPendingRevocation: [],
      },
    },
  ],
];

describe('a record of __consumer_offsets', () => {
  test.each(RECORDS)('of type %i is written as value version %i and read back as it was', (type, version, record) => {
    const { key, value } = encodeGroupRecord(record);
    expect(key.readInt16BE(0)).toBe(type);
    expect(value?.readInt16BE(0)).toBe(version);
    expect(decodeGroupRecord(key, value)).toMatchObject(record);
  });

  test.each(RECORDS)('of type %i can be a tombstone', (_type, _version, record) => {
    const { key, value } = encodeGroupRecord({ ...record, value: null });
    expect(value).toBeNull();
    expect(decodeGroupRecord(key, value)).toMatchObject({ kind: record.kind, value: null });
  });

  test('holds an expiry in version 1 of an offset, and there only', () => {
    const record: GroupRecord = {
      kind: 'offsetCommit',
      key: { group: 'g', topic: 't', partition: 3 },
      value: { offset: 42, leaderEpoch: 5, metadata: 'm', commitTimestamp: 1_000, expireTimestamp: 2_000 },
    };
    const read = (written: GroupRecord) => {
      const { key, value } = encodeGroupRecord(written);
      return decodeGroupRecord(key, value)?.value;
    };
    expect(read({ ...record, valueVersion: 1 })).toMatchObject({ expireTimestamp: 2_000, leaderEpoch: -1 });
    expect(read(record)).toMatchObject({ expireTimestamp: -1, leaderEpoch: 5 });
  });

  test('of the oldest layout of an offset is read too', () => {
    const key = encodeVersioned(OffsetCommitKey, 0, { group: 'g', topic: 't', partition: 1 });
    const value = encodeVersioned(OffsetCommitValue, 0, { offset: 8, metadata: '', commitTimestamp: 3 });
    expect(decodeGroupRecord(key, value)).toMatchObject({ kind: 'offsetCommit', value: { offset: 8 } });
  });

  test('of a type that is not known is null, whatever its value', () => {
    expect(decodeGroupRecord(Buffer.from([0, 99, 1, 2]), Buffer.from([1]))).toBeNull();
  });

  test.each([
    ['a key of one byte', Buffer.from([0]), null],
    ['a key that ends early', Buffer.from([0, 2, 0, 5, 1]), null],
    [
      'a value of an unknown version',
      encodeGroupRecord({ kind: 'groupMetadata', key: { group: 'g' }, value: null }).key,
      Buffer.from([0, 9]),
    ],
    [
      'a value that ends early',
      encodeGroupRecord({ kind: 'groupMetadata', key: { group: 'g' }, value: null }).key,
      Buffer.from([0, 3, 0]),
    ],
  ])('with %s is malformed', (_what, key, value) => {
    expect(() => decodeGroupRecord(key, value)).toThrow(MalformedRequest);
  });
});

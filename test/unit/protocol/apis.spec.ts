import {
  authenticatedBudget,
  ByteReader,
  ByteWriter,
  MalformedRequest,
  type MessageCodec,
  type MessageSchema,
} from '@yak/codec';
import { apis } from '@yak/protocol';
import fc from 'fast-check';
import { arbitraryMessage, arbitraryMutation } from '../../support/codec/arbitrary-message';

/** key, name, oldest version served to clients, newest, first flexible one. */
const TABLE: [number, string, number, number, number | null][] = [
  [0, 'Produce', 3, 11, 9],
  [1, 'Fetch', 4, 17, 12],
  [2, 'ListOffsets', 1, 10, 6],
  [3, 'Metadata', 0, 12, 9],
  [8, 'OffsetCommit', 2, 9, 8],
  [9, 'OffsetFetch', 1, 9, 6],
  [10, 'FindCoordinator', 0, 6, 3],
  [11, 'JoinGroup', 0, 9, 6],
  [12, 'Heartbeat', 0, 4, 4],
  [13, 'LeaveGroup', 0, 5, 4],
  [14, 'SyncGroup', 0, 5, 4],
  [15, 'DescribeGroups', 0, 5, 5],
  [16, 'ListGroups', 0, 5, 3],
  [17, 'SaslHandshake', 0, 1, null],
  [18, 'ApiVersions', 0, 4, 3],
  [19, 'CreateTopics', 2, 7, 5],
  [20, 'DeleteTopics', 1, 6, 4],
  [21, 'DeleteRecords', 0, 2, 2],
  [22, 'InitProducerId', 0, 5, 2],
  [23, 'OffsetForLeaderEpoch', 2, 4, 4],
  [24, 'AddPartitionsToTxn', 0, 3, 3],
  [25, 'AddOffsetsToTxn', 0, 4, 3],
  [26, 'EndTxn', 0, 4, 3],
  [27, 'WriteTxnMarkers', 1, 1, 1],
  [28, 'TxnOffsetCommit', 0, 4, 3],
  [29, 'DescribeAcls', 1, 3, 2],
  [30, 'CreateAcls', 1, 3, 2],
  [31, 'DeleteAcls', 1, 3, 2],
  [32, 'DescribeConfigs', 1, 4, 4],
  [33, 'AlterConfigs', 0, 2, 2],
  [35, 'DescribeLogDirs', 1, 4, 2],
  [36, 'SaslAuthenticate', 0, 2, 2],
  [37, 'CreatePartitions', 0, 3, 2],
  [42, 'DeleteGroups', 0, 2, 2],
  [43, 'ElectLeaders', 0, 2, 2],
  [44, 'IncrementalAlterConfigs', 0, 1, 1],
  [45, 'AlterPartitionReassignments', 0, 0, 0],
  [46, 'ListPartitionReassignments', 0, 0, 0],
  [47, 'OffsetDelete', 0, 0, null],
  [48, 'DescribeClientQuotas', 0, 1, 1],
  [49, 'AlterClientQuotas', 0, 1, 1],
  [50, 'DescribeUserScramCredentials', 0, 0, 0],
  [51, 'AlterUserScramCredentials', 0, 0, 0],
  [55, 'DescribeQuorum', 0, 2, 0],
  [60, 'DescribeCluster', 0, 1, 0],
  [61, 'DescribeProducers', 0, 0, 0],
  [65, 'DescribeTransactions', 0, 0, 0],
  [66, 'ListTransactions', 0, 1, 0],
  [68, 'ConsumerGroupHeartbeat', 0, 1, 0],
  [69, 'ConsumerGroupDescribe', 0, 0, 0],
  [75, 'DescribeTopicPartitions', 0, 0, 0],
];

test('the protocol has these APIs in these versions', () => {
  const described = [...apis.values()].map(({ key, name, versions, flexibleFrom }) => [
    key,
    name,
    versions.min,
    versions.max,
    flexibleFrom,
  ]);
  expect(described).toEqual(TABLE);
  expect([...apis].every(([key, api]) => key === api.key)).toBe(true);
});

const MESSAGES = [...apis.values()].flatMap((api): [string, MessageCodec<MessageSchema>, number[]][] => {
  const versions = Array.from(
    { length: api.versions.max - api.versions.min + 1 },
    (_, index) => api.versions.min + index,
  );
  return [
    [`${api.name} request`, api.requestCodec, versions],
    [`${api.name} response`, api.responseCodec, versions],
  ];
});

function encode(codec: MessageCodec<MessageSchema>, version: number, message: object): Buffer {
  const writer = new ByteWriter();
  codec.write(version, writer, message);
  return Buffer.concat(writer.finish());
}

describe.each(MESSAGES)('%s', (_, codec, versions) => {
  test('every version comes back as it was written, and is written again as the same bytes', () => {
    for (const version of versions) {
      fc.assert(
        fc.property(arbitraryMessage(codec.schema, version), (message) => {
          const bytes = encode(codec, version, message);
          const reader = new ByteReader(bytes, 0, authenticatedBudget);
          const decoded = codec.read(version, reader);
          expect(decoded).toEqual(message);
          expect(reader.position).toBe(bytes.length);
          expect(encode(codec, version, decoded).equals(bytes)).toBe(true);
        }),
        { numRuns: 8 },
      );
    }
  });

  test('a mutated frame is a message or malformed, nothing else, and never costs more than its budget', () => {
    const budget = { elementsMax: 200, objectBytesMax: 64 * 1024 };
    for (const version of versions) {
      fc.assert(
        fc.property(
          arbitraryMessage(codec.schema, version),
          fc.array(arbitraryMutation, { minLength: 1, maxLength: 3 }),
          (message, mutations) => {
            const frame = mutations.reduce((bytes, mutate) => mutate(bytes), encode(codec, version, message));
            try {
              const decoded = codec.read(version, new ByteReader(frame, 0, budget));
              expect(elementsOf(decoded)).toBeLessThanOrEqual(budget.elementsMax);
            } catch (error) {
              if (!(error instanceof MalformedRequest)) throw error;
            }
          },
        ),
        { numRuns: 15 },
      );
    }
  });
});

function elementsOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, element) => sum + 1 + elementsOf(element), 0);
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return 0;
  return Object.values(value).reduce<number>((sum, member) => sum + elementsOf(member), 0);
}

test('random bytes are a message or malformed for every API', () => {
  const choices = MESSAGES.flatMap(([, codec, versions]) => versions.map((version) => ({ codec, version })));
  fc.assert(
    fc.property(fc.constantFrom(...choices), fc.uint8Array({ maxLength: 200 }), ({ codec, version }, array) => {
      try {
        codec.read(version, new ByteReader(Buffer.from(array), 0, authenticatedBudget));
      } catch (error) {
        if (!(error instanceof MalformedRequest)) throw error;
      }
    }),
    { numRuns: 5_000 },
  );
});

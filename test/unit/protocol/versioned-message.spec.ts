import { int8, MalformedRequest, string, struct, type MessageSchema } from '@yak/codec';
import {
  ConsumerProtocolSubscription,
  decodeVersioned,
  encodeVersioned,
  versioned,
  versionOf,
  type VersionedMessage,
} from '@yak/protocol';
import * as protocol from '@yak/protocol';
import fc from 'fast-check';
import { arbitraryMessage } from '../../support/codec/arbitrary-message';

const message = versioned({
  versions: { min: 1, max: 2 },
  flexibleFrom: 2,
  schema: struct({ name: string(), extra: int8({ since: 2, default: -1 }) }),
});

test.each`
  version | hex
  ${1}    | ${'0001' + '000161'}
  ${2}    | ${'0002' + '0261' + 'ff' + '00'}
`('a versioned message begins with its version: $hex', ({ version, hex }: { version: number; hex: string }) => {
  const bytes = encodeVersioned(message, version, { name: 'a' });
  expect(bytes.toString('hex')).toBe(hex);
  expect(versionOf(bytes)).toBe(version);
  expect(decodeVersioned(message, bytes)).toEqual({ version, body: { name: 'a', extra: -1 } });
});

test.each(['', '00', '0000' + '000161', 'ffff' + '000161', '0003' + '026105' + '00', '0001' + '0005'])(
  'the versioned message %s is malformed',
  (hex) => {
    expect(() => decodeVersioned(message, Buffer.from(hex, 'hex'))).toThrow(MalformedRequest);
  },
);

test('a subscription of a newer client is read as far as it is known', () => {
  const known = encodeVersioned(ConsumerProtocolSubscription, 3, { topics: ['orders'], generationId: 4, rackId: 'r' });
  const newer = Buffer.concat([Buffer.from('0009', 'hex'), known.subarray(2), Buffer.from('00ff', 'hex')]);
  expect(() => decodeVersioned(ConsumerProtocolSubscription, newer)).toThrow('version 9');
  expect(decodeVersioned(ConsumerProtocolSubscription, newer, { newer: 'as-newest' })).toEqual({
    version: 9,
    body: { topics: ['orders'], userData: null, ownedPartitions: [], generationId: 4, rackId: 'r' },
  });
});

test('a subscription of kafkajs is read', () => {
  const bytes = Buffer.from('00000000000100066f726465727300000000', 'hex');
  expect(decodeVersioned(ConsumerProtocolSubscription, bytes)).toMatchObject({
    version: 0,
    body: { topics: ['orders'], userData: Buffer.alloc(0) },
  });
});

/** Name, message, first and last version. */
const MESSAGES: [string, VersionedMessage<MessageSchema>, number, number][] = [
  ['ConsumerGroupCurrentMemberAssignmentKey', protocol.ConsumerGroupCurrentMemberAssignmentKey, 8, 8],
  ['ConsumerGroupCurrentMemberAssignmentValue', protocol.ConsumerGroupCurrentMemberAssignmentValue, 0, 0],
  ['ConsumerGroupMemberMetadataKey', protocol.ConsumerGroupMemberMetadataKey, 5, 5],
  ['ConsumerGroupMemberMetadataValue', protocol.ConsumerGroupMemberMetadataValue, 0, 0],
  ['ConsumerGroupMetadataKey', protocol.ConsumerGroupMetadataKey, 3, 3],
  ['ConsumerGroupMetadataValue', protocol.ConsumerGroupMetadataValue, 0, 0],
  ['ConsumerGroupPartitionMetadataKey', protocol.ConsumerGroupPartitionMetadataKey, 4, 4],
  ['ConsumerGroupPartitionMetadataValue', protocol.ConsumerGroupPartitionMetadataValue, 0, 0],
  ['ConsumerGroupRegularExpressionKey', protocol.ConsumerGroupRegularExpressionKey, 16, 16],
  ['ConsumerGroupRegularExpressionValue', protocol.ConsumerGroupRegularExpressionValue, 0, 0],
  ['ConsumerGroupTargetAssignmentMemberKey', protocol.ConsumerGroupTargetAssignmentMemberKey, 7, 7],
  ['ConsumerGroupTargetAssignmentMemberValue', protocol.ConsumerGroupTargetAssignmentMemberValue, 0, 0],
  ['ConsumerGroupTargetAssignmentMetadataKey', protocol.ConsumerGroupTargetAssignmentMetadataKey, 6, 6],
  ['ConsumerGroupTargetAssignmentMetadataValue', protocol.ConsumerGroupTargetAssignmentMetadataValue, 0, 0],
  ['ConsumerProtocolAssignment', protocol.ConsumerProtocolAssignment, 0, 3],
  ['ConsumerProtocolSubscription', protocol.ConsumerProtocolSubscription, 0, 3],
  ['GroupMetadataKey', protocol.GroupMetadataKey, 2, 2],
  ['GroupMetadataValue', protocol.GroupMetadataValue, 0, 4],
  ['OffsetCommitKey', protocol.OffsetCommitKey, 0, 1],
  ['OffsetCommitValue', protocol.OffsetCommitValue, 0, 4],
  ['TransactionLogKey', protocol.TransactionLogKey, 0, 0],
  ['TransactionLogValue', protocol.TransactionLogValue, 0, 1],
];

test.each(MESSAGES)('%s has its versions and comes back as it was written in each', (_, described, min, max) => {
  expect(described.versions).toEqual({ min, max });
  for (let version = described.versions.min; version <= described.versions.max; version += 1) {
    fc.assert(
      fc.property(arbitraryMessage(described.codec.schema, version), (body) => {
        const bytes = encodeVersioned(described, version, body);
        expect(decodeVersioned(described, bytes)).toEqual({ version, body });
      }),
      { numRuns: 20 },
    );
  }
});

test('an offset commit has the key that Kafka 4 writes', () => {
  const hex = '000100016700016f00000007';
  const key = decodeVersioned(protocol.OffsetCommitKey, Buffer.from(hex, 'hex'));
  expect(key).toEqual({ version: 1, body: { group: 'g', topic: 'o', partition: 7 } });
  expect(encodeVersioned(protocol.OffsetCommitKey, 1, key.body).toString('hex')).toBe(hex);
});

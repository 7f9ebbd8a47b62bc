import {
  decodeCleanShutdown,
  decodeIdentity,
  decodePartitionMetadata,
  encodeCleanShutdown,
  encodeIdentity,
  encodePartitionMetadata,
} from '../../../../libs/storage/src/directory/identity-files';
import { TOPIC_ID } from '../../../support/storage/simulated-storage';

test.each([{ clusterId: null }, { clusterId: 'MkU3OEVBNTcwNTJENDM2Qg' }])(
  'meta.properties is read back with %j',
  ({ clusterId }) => {
    const identity = { nodeId: 3, directoryId: 'aaaaaaaaaaaaaaaaaaaaaa', clusterId };
    expect(decodeIdentity(encodeIdentity(identity), 'file')).toEqual(identity);
  },
);

test.each(['', 'version=1\nnode.id=1\n', 'version=1\ndirectory.id=x\n', 'node.id=one\ndirectory.id=x'])(
  'meta.properties without its ids is refused: %j',
  (text) => {
    expect(() => decodeIdentity(Buffer.from(text), 'file')).toThrow(
      expect.objectContaining({ code: 'YAK_STORAGE_CORRUPT' }) as Error,
    );
  },
);

test("partition.metadata is Kafka's, with and without the last newline", () => {
  const content = encodePartitionMetadata(TOPIC_ID);
  expect(content.toString()).toBe('version: 0\ntopic_id: ASNFZ4mrze8BI0VniavN7w\n');
  expect(decodePartitionMetadata(content)).toBe(TOPIC_ID);
  expect(decodePartitionMetadata(content.subarray(0, -1))).toBe(TOPIC_ID);
  expect(decodePartitionMetadata(Buffer.from('version: 0\n'))).toBe(null);
});

test.each([
  [encodeCleanShutdown(12).toString(), 12],
  ['{"version":0}', -1],
  ['', null],
  ['[', null],
  ['null', null],
])('a clean-shutdown file %j tells broker epoch %p', (text, epoch) => {
  expect(decodeCleanShutdown(Buffer.from(text))).toBe(epoch);
});

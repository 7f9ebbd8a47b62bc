import { ConsumerProtocolSubscription, encodeVersioned, versionOf } from '@yak/protocol';
import { assignmentOf } from '../../../../libs/groups/src/consumer/assignment';
import {
  readAssignment,
  readSubscription,
  writeAssignment,
} from '../../../../libs/groups/src/consumer/classic-protocol';
import { subscription } from '../../../support/groups/classic-members';
import { ConsumerWorld, idOf, owning } from '../../../support/groups/consumer-world';

const { topics } = new ConsumerWorld();
const nameOf = (id: string) => topics.byId(id as never)?.name ?? null;

test('a subscription says what is read and still owned, without topics that are gone', () => {
  expect(readSubscription(subscription([1, 0], ['b', 'a']), topics)).toEqual({
    topicNames: ['a', 'b'],
    rackId: null,
    owned: new Map([[idOf('orders'), [0, 1]]]),
  });
  const newest = encodeVersioned(ConsumerProtocolSubscription, 3, {
    topics: ['a'],
    ownedPartitions: [{ topic: 'gone', partitions: [0] }],
    rackId: 'r',
  });
  expect(readSubscription(newest, topics)).toEqual({ topicNames: ['a'], rackId: 'r', owned: new Map() });
  const oldest = encodeVersioned(ConsumerProtocolSubscription, 0, { topics: ['a'], ownedPartitions: [] });
  expect(readSubscription(oldest, topics)).toMatchObject({ owned: new Map() });
});

test.each(['', '00', '0001ffff'])('the bytes %s are no subscription', (hex) => {
  expect(readSubscription(Buffer.from(hex, 'hex'), topics)).toBeNull();
});

test('an assignment comes back in the version of the member that reads it', () => {
  const assignment = assignmentOf([owning('orders', 2, 0), owning('gone', 1)]);
  const bytes = writeAssignment(assignment, subscription(), nameOf);
  expect(versionOf(bytes)).toBe(1);
  expect(readAssignment(bytes, topics)).toEqual(assignmentOf([owning('orders', 0, 2)]));
  expect(versionOf(writeAssignment(assignment, undefined, nameOf))).toBe(0);
  expect(versionOf(writeAssignment(assignment, Buffer.from('01', 'hex'), nameOf))).toBe(0);
  expect(versionOf(writeAssignment(assignment, Buffer.from('7fff', 'hex'), nameOf))).toBe(3);
});

test('no bytes are no partitions, and others are refused', () => {
  expect(readAssignment(Buffer.alloc(0), topics)).toEqual(new Map());
  expect(readAssignment(Buffer.from('00', 'hex'), topics)).toBeNull();
});

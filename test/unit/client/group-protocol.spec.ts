import { ConsumerProtocolSubscription, encodeVersioned } from '@yak/protocol';
import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
  readable,
} from '../../../libs/client/src/group-protocol';

const places = [
  { topic: 'orders', partition: 2 },
  { topic: 'orders', partition: 0 },
  { topic: 'bills', partition: 1 },
];
const sorted = [
  { topic: 'bills', partition: 1 },
  { topic: 'orders', partition: 0 },
  { topic: 'orders', partition: 2 },
];

describe('what members of a classic group hand each other', () => {
  it('comes back as it went, sorted', () => {
    const subscription = { topics: ['orders', 'bills'], owned: places, generation: 7 };
    expect(decodeSubscription(encodeSubscription(subscription))).toEqual({
      topics: ['bills', 'orders'],
      owned: sorted,
      generation: 7,
    });
    expect(decodeAssignment(encodeAssignment(places))).toEqual(sorted);
  });

  it('of clients of all ages is read', () => {
    const old = encodeVersioned(ConsumerProtocolSubscription, 0, { topics: ['t'] });
    expect(decodeSubscription(old)).toEqual({ topics: ['t'], owned: [], generation: null });
    const newer = encodeVersioned(ConsumerProtocolSubscription, 3, { topics: ['t'], ownedPartitions: [] });
    newer.writeInt16BE(9);
    expect(decodeSubscription(newer).topics).toEqual(['t']);
  });

  it('is nothing where there are no bytes, and null where they are not ours', () => {
    expect(decodeAssignment(Buffer.alloc(0))).toEqual([]);
    expect(readable(decodeAssignment, Buffer.from('connect'))).toBeNull();
  });
});

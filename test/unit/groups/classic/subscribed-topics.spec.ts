import { ConsumerProtocolSubscription, encodeVersioned } from '@yak/protocol';
import { subscribedTopics } from '../../../../libs/groups/src/classic/subscribed-topics';

const topics = (version: number, ...names: string[]): Buffer =>
  encodeVersioned(ConsumerProtocolSubscription, version, { topics: names });

/** As a version that nobody knows yet: the known fields, and more behind them. */
const newer = (...names: string[]): Buffer => {
  const bytes = Buffer.concat([topics(3, ...names), Buffer.from('more')]);
  bytes.writeInt16BE(9, 0);
  return bytes;
};
const negative = (): Buffer => {
  const bytes = topics(0, 'a');
  bytes.writeInt16BE(-1, 0);
  return bytes;
};

test.each<[title: string, type: string | null, metadata: Buffer[] | null, read: string[] | null]>([
  ['nobody reads nothing', 'consumer', [], []],
  ['all that anybody reads', 'consumer', [topics(0, 'a', 'b'), topics(3, 'b', 'c')], ['a', 'b', 'c']],
  ['a version that is not known yet begins like the first', 'consumer', [newer('a')], ['a']],
  ['one that cannot be read hides all', 'consumer', [topics(0, 'a'), Buffer.from('??')], null],
  ['no bytes at all', 'consumer', [Buffer.alloc(0)], null],
  ['a negative version', 'consumer', [negative()], null],
  ['a text that is cut off', 'consumer', [topics(0, 'orders').subarray(0, 9)], null],
  ['groups of other types keep theirs to themselves', 'connect', [topics(0, 'a')], null],
  ['a group without a type', null, [], null],
  ['no protocol', 'consumer', null, null],
])('%s', (...[, type, metadata, read]) => {
  const found = subscribedTopics(type, metadata);
  expect(found === null ? null : [...found].sort()).toEqual(read);
});

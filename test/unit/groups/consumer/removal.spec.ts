import { removalRecords } from '../../../../libs/groups/src/consumer/removal';
import { ConsumerWorld } from '../../../support/groups/consumer-world';

const kinds = (world: ConsumerWorld, ...memberIds: string[]): string[] =>
  removalRecords(world, world.group.state, new Set(memberIds)).map(({ kind }) => kind);
const ONE = ['currentAssignment', 'targetMember', 'consumerMember'];

test('what nobody subscribes to any more goes with its last reader', async () => {
  const world = new ConsumerWorld();
  world.topics.set('refunds', 1);
  await world.join('A', { subscribedTopicNames: ['refunds'], subscribedTopicRegex: 'o.*' });
  await world.clock.run(0);
  await world.join('B');
  await world.join('C', { subscribedTopicNames: ['refunds'] });
  expect(kinds(world, 'C')).toEqual([...ONE, 'consumerGroup']);
  expect(kinds(world, 'A')).toEqual([...ONE, 'pattern', 'consumerGroup']);
  expect(kinds(world, 'A', 'C')).toEqual([...ONE, ...ONE, 'pattern', 'consumerTopics', 'consumerGroup']);
});

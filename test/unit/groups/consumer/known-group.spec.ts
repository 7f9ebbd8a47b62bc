import { ClassicGroup } from '../../../../libs/groups/src/classic';
import { isConsumerGroup, knownGroup } from '../../../../libs/groups/src/consumer/known-group';
import { ConsumerWorld } from '../../../support/groups/consumer-world';

test('only groups of the consumer protocol are known to it', async () => {
  const world = new ConsumerWorld();
  expect(knownGroup(world, 'g')).toBeNull();
  world.groups.put(ClassicGroup.simple(world, 'c'));
  expect(knownGroup(world, 'c')).toBeNull();
  await world.join('A');
  expect(knownGroup(world, 'g')?.state.id).toBe('g');
  expect(isConsumerGroup(null)).toBe(false);
});

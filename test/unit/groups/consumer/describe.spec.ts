import { ConsumerWorld, idOf } from '../../../support/groups/consumer-world';

test('a group shows its members with what they have and shall have, without topics that are gone', async () => {
  const world = new ConsumerWorld();
  world.topics.set('refunds', 1);
  await world.join('A', { subscribedTopicNames: ['refunds', 'orders'], instanceId: 'i', rackId: 'r' });
  await world.join('B', { serverAssignor: 'range' });
  world.topics.delete('refunds');
  const described = world.group.describe();
  expect(described).toMatchObject({
    errorCode: 0,
    groupId: 'g',
    groupState: 'Reconciling',
    groupEpoch: 2,
    assignmentEpoch: 2,
    assignorName: 'range',
  });
  const orders = (...partitions: number[]) => ({
    topicPartitions: partitions.length === 0 ? [] : [{ topicId: idOf('orders'), topicName: 'orders', partitions }],
  });
  expect(described.members).toEqual([
    {
      memberId: 'A',
      instanceId: 'i',
      rackId: 'r',
      memberEpoch: 1,
      clientId: 'client',
      clientHost: '/127.0.0.1',
      subscribedTopicNames: ['orders', 'refunds'],
      subscribedTopicRegex: null,
      assignment: orders(0, 1, 2, 3),
      targetAssignment: orders(0, 1),
    },
    expect.objectContaining({ memberId: 'B', memberEpoch: 2, assignment: orders(), targetAssignment: orders(2, 3) }),
  ]);
});

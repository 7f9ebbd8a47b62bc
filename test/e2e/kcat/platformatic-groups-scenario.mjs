// Every call of @platformatic/kafka's admin about groups and their offsets; run by platformatic-groups.spec.ts in a process of its
// own because the package is an ES module.
//   node platformatic-groups-scenario.mjs <port>
//
// Its ways, which the scenario follows: states come in capitals; listGroups lists classic groups alone unless types are
// named; describeGroups asks DescribeGroups alone, so a group of the
// consumer protocol is DEAD to it; removeMembersFromConsumerGroup leaves by member id, never by instance id, so it removes
// members of classic groups only.
import assert from 'node:assert/strict';
import { Admin, Consumer, FindCoordinatorKeyTypes, Producer, stringSerializers } from '@platformatic/kafka';

const TOPIC = 'ledger';
const options = { clientId: 'scenario', bootstrapBrokers: [`127.0.0.1:${process.argv[2]}`], retries: 0 };
const admin = new Admin(options);
await admin.createTopics({ topics: [TOPIC], partitions: 2, replicas: 1 });
const producer = new Producer({ ...options, serializers: stringSerializers });
await producer.send({
  messages: Array.from({ length: 10 }, (_, at) => ({ topic: TOPIC, value: String(at), partition: at % 2 })),
});
await producer.close();

/** A member of a group that has read and committed everything. */
async function member(groupId, groupProtocol) {
  const consumer = new Consumer({ ...options, retries: 3, groupId, groupProtocol, autocommit: false });
  const stream = await consumer.consume({ topics: [TOPIC], mode: 'earliest' });
  stream.on('error', () => undefined); // a member that the admin removed
  let count = 0;
  for await (const message of stream) {
    await message.commit();
    count += 1;
    if (count === 10) break;
  }
  return consumer;
}

const classic = await member('classic', 'classic');
const modern = await member('modern', 'consumer');

const [coordinator] = await admin.findCoordinator({ keyType: FindCoordinatorKeyTypes.GROUP, keys: ['classic'] });
assert.equal(coordinator.nodeId, 1);
assert.equal(String(coordinator.port), process.argv[2]);

assert.deepEqual([...(await admin.listGroups()).keys()], ['classic']);
const types = ['classic', 'consumer'];
const listed = await admin.listGroups({ types });
assert.deepEqual(
  [...listed.values()].map(({ id, groupType, protocolType, state }) => [id, groupType, protocolType, state]).sort(),
  [
    ['classic', 'classic', 'consumer', 'STABLE'],
    ['modern', 'consumer', 'consumer', 'STABLE'],
  ],
);
assert.deepEqual([...(await admin.listGroups({ types: ['consumer'] })).keys()], ['modern']);
assert.deepEqual([...(await admin.listGroups({ types, states: ['EMPTY'] })).keys()], []);
assert.deepEqual([...(await admin.listGroups({ types, states: ['STABLE'] })).keys()].sort(), ['classic', 'modern']);

const described = await admin.describeGroups({
  groups: ['classic', 'modern', 'nobody'],
  includeAuthorizedOperations: true,
});
assert.equal(described.get('classic').state, 'STABLE');
assert.ok(described.get('classic').authorizedOperations > 0);
assert.deepEqual([...described.get('classic').members.keys()], [classic.memberId]);
const [of] = described.get('classic').members.values();
assert.deepEqual(of.metadata.topics, [TOPIC]);
assert.deepEqual(of.assignments.get(TOPIC).partitions.sort(), [0, 1]);
assert.equal(described.get('modern').state, 'DEAD');
assert.equal(described.get('nobody').state, 'DEAD');

/** What a group has committed: partition to offset. */
async function offsets(groupId, topics) {
  const [group] = await admin.listConsumerGroupOffsets({ groups: [topics ? { groupId, topics } : groupId] });
  const pairs = group.topics.flatMap(({ partitions }) =>
    partitions.map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]),
  );
  return Object.fromEntries(pairs);
}
for (const groupId of ['classic', 'modern']) {
  assert.deepEqual(await offsets(groupId), { 0: 5n, 1: 5n });
  await assert.rejects(admin.deleteGroups({ groups: [groupId] }));
  await assert.rejects(
    admin.alterConsumerGroupOffsets({
      groupId,
      topics: [{ name: TOPIC, partitionOffsets: [{ partition: 0, offset: 1n }] }],
    }),
  );
}
const both = await admin.listConsumerGroupOffsets({ groups: ['classic', 'modern'] });
assert.deepEqual(both.map(({ groupId }) => groupId).sort(), ['classic', 'modern']);

await assert.rejects(admin.removeMembersFromConsumerGroup({ groupId: 'classic', members: [{ memberId: 'nobody' }] }));
await modern.close(true);
await classic.close(true);

for (const groupId of ['classic', 'modern']) {
  assert.equal((await admin.listGroups({ types })).get(groupId).state, 'EMPTY');
  await admin.alterConsumerGroupOffsets({
    groupId,
    topics: [
      {
        name: TOPIC,
        partitionOffsets: [
          { partition: 0, offset: 2n },
          { partition: 1, offset: 3n },
        ],
      },
    ],
  });
  assert.deepEqual(await offsets(groupId), { 0: 2n, 1: 3n });
  const deleted = await admin.deleteConsumerGroupOffsets({ groupId, topics: [{ name: TOPIC, partitionIndexes: [0] }] });
  assert.deepEqual(deleted, [{ name: TOPIC, partitionIndexes: [0] }]);
  assert.deepEqual(await offsets(groupId), { 1: 3n });
  assert.deepEqual(await offsets(groupId, [{ name: TOPIC, partitionIndexes: [0, 1] }]), { 0: -1n, 1: 3n });
}

const again = await member('removed', 'classic');
await admin.removeMembersFromConsumerGroup({ groupId: 'removed', members: [{ memberId: again.memberId }] });
await admin.removeMembersFromConsumerGroup({ groupId: 'removed' });
await again.close(true);

await admin.deleteGroups({ groups: ['classic', 'modern'] });
await assert.rejects(admin.deleteGroups({ groups: ['classic'] }));
assert.deepEqual([...(await admin.listGroups({ types })).keys()], ['removed']);
await admin.close();
console.log('scenario ok');

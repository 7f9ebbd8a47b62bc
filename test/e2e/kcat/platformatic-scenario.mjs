// Every call of @platformatic/kafka's admin and producer that needs no groups, ACLs or transactions; run by
// platformatic.spec.ts in a process of its own because the package is an ES module.
//   node platformatic-scenario.mjs <port>
import assert from 'node:assert/strict';
import {
  Admin,
  compatibilityPartitioner,
  ConfigResourceTypes,
  IncrementalAlterConfigOperationTypes,
  ProduceAcks,
  Producer,
  stringSerializers,
} from '@platformatic/kafka';

const options = { clientId: 'scenario', bootstrapBrokers: [`127.0.0.1:${process.argv[2]}`], retries: 3 };
const admin = new Admin(options);
const producer = new Producer({ ...options, serializers: stringSerializers, partitioner: compatibilityPartitioner });

const created = await admin.createTopics({ topics: ['trades'], partitions: 3, replicas: 1 });
assert.equal(created[0].name, 'trades');
assert.equal(created[0].partitions, 3);
await assert.rejects(admin.createTopics({ topics: ['trades'], partitions: 3, replicas: 1 }));
assert.deepEqual(await admin.listTopics(), ['trades']);

const metadata = await admin.metadata({ topics: ['trades'] });
assert.equal(metadata.topics.get('trades').partitions.length, 3);
assert.equal(metadata.brokers.get(1).host, '127.0.0.1');

await producer.send({
  acks: ProduceAcks.ALL,
  messages: [
    { topic: 'trades', key: 'a', value: 'one', headers: { trace: 'x' }, partition: 0 },
    { topic: 'trades', key: 'b', value: 'two', partition: 1 },
    { topic: 'trades', key: 'c', value: 'three', partition: 2 },
  ],
});
await producer.send({
  acks: ProduceAcks.LEADER,
  messages: [{ topic: 'trades', key: 'd', value: 'four', partition: 0 }],
});
for (const compression of ['gzip', 'snappy', 'lz4'])
  await producer.send({
    acks: ProduceAcks.ALL,
    compression,
    messages: [{ topic: 'trades', key: compression, value: compression.repeat(100), partition: 1 }],
  });

const idempotent = new Producer({ ...options, serializers: stringSerializers, idempotent: true });
const { producerId } = await idempotent.initIdempotentProducer({});
assert.ok(producerId >= 0n);
for (let at = 0; at < 10; at += 1)
  await idempotent.send({
    acks: ProduceAcks.ALL,
    messages: [{ topic: 'trades', key: 'once', value: String(at), partition: 2 }],
  });
await idempotent.close();

const offsets = await admin.listOffsets({
  topics: [
    {
      name: 'trades',
      partitions: [
        { partitionIndex: 0, timestamp: -1n },
        { partitionIndex: 2, timestamp: -1n },
      ],
    },
  ],
});
assert.deepEqual(offsets[0].partitions.map(({ offset }) => offset).sort(), [11n, 2n].sort());
const deleted = await admin.deleteRecords({ topics: [{ name: 'trades', partitions: [{ partition: 0, offset: 1n }] }] });
assert.equal(deleted[0].partitions[0].lowWatermark, 1n);

await admin.createPartitions({ topics: [{ name: 'trades', count: 4 }] });
assert.equal(
  (await admin.metadata({ topics: ['trades'], forceUpdate: true })).topics.get('trades').partitions.length,
  4,
);

const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: 'trades' };
await admin.alterConfigs({ resources: [{ ...resource, configs: [{ name: 'retention.ms', value: '3600000' }] }] });
await admin.incrementalAlterConfigs({
  resources: [
    {
      ...resource,
      configs: [
        { name: 'retention.bytes', configOperation: IncrementalAlterConfigOperationTypes.SET, value: '1000000' },
      ],
    },
  ],
});
const [described] = await admin.describeConfigs({
  resources: [{ ...resource, configurationKeys: ['retention.ms', 'retention.bytes'] }],
  includeSynonyms: true,
  includeDocumentation: true,
});
assert.deepEqual(Object.fromEntries(described.configs.map(({ name, value }) => [name, value])), {
  'retention.ms': '3600000',
  'retention.bytes': '1000000',
});

const logDirs = await admin.describeLogDirs({ topics: [{ name: 'trades', partitions: [0, 1, 2] }] });
assert.equal(logDirs[0].results[0].topics[0].name, 'trades');

await admin.createTopics({ topics: ['short-lived'], partitions: 1, replicas: 1 });
await admin.deleteTopics({ topics: ['short-lived'] });
assert.deepEqual(await admin.listTopics(), ['trades']);

await producer.close();
await admin.close();
console.log('scenario ok');

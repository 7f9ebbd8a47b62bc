// Writes batches by @platformatic/kafka's producer; run by foreign-records.spec.ts in a process of its own because the package
// is an ES module.
//   node platformatic-writes.mjs <port> <topic> < batches.json
import { readFileSync } from 'node:fs';
import { Admin, ProduceAcks, Producer } from '@platformatic/kafka';

const [port, topic] = process.argv.slice(2);
const options = { clientId: 'foreign-records', bootstrapBrokers: [`127.0.0.1:${port}`], retries: 3 };
const admin = new Admin(options);
await admin.createTopics({ topics: [topic], partitions: 3, replicas: 1 });
await admin.close();

const bytes = (text, encoding) => (text === null ? undefined : Buffer.from(text, encoding ?? 'utf8'));
const producer = new Producer(options);
for (const { codec, partition, records } of JSON.parse(readFileSync(0, 'utf8')))
  await producer.send({
    acks: ProduceAcks.ALL,
    compression: codec,
    messages: records.map(({ key, value, valueEncoding, headers }) => ({
      topic,
      partition,
      key: bytes(key),
      value: bytes(value, valueEncoding),
      headers: new Map(headers.map((header) => [bytes(header.key), bytes(header.value)])),
    })),
  });
await producer.close();

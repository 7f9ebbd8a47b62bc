// A member of a group of the consumer protocol (KIP-848): says so in one line once it consumes, and stays until it is ended. Run
// by explain.spec.ts in a process of its own because @platformatic/kafka is an ES module.
//   node platformatic-member.mjs <port> <topic> <group>
import { Consumer } from '@platformatic/kafka';

const [port, topic, groupId] = process.argv.slice(2);
const consumer = new Consumer({
  clientId: 'member',
  bootstrapBrokers: [`127.0.0.1:${port}`],
  groupId,
  groupProtocol: 'consumer',
});
const stream = await consumer.consume({ topics: [topic], mode: 'earliest' });
stream.on('error', () => undefined); // the broker ends before or after this process
stream.once('data', () => process.stdout.write(`member ${consumer.memberId}\n`));

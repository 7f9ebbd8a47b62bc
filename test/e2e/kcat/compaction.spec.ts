import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Admin, CompressionTypes, Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import { kcat } from '../../support/kcat';
import { type RunningBroker, startBroker, temporaryFolder } from '../../support/processes';
import { until } from '../../support/until';
import { verifyLogs } from '../../support/verify-logs';

const TOPIC = 'latest';
const KEYS = 20;
const ROUNDS = 200;

/** A user's compacted topic against a real process of the test profile: kafkajs writes, kcat reads, yak-cli verifies. */
describe('a compacted topic', () => {
  const folder = temporaryFolder();
  const data = join(folder.path, 'broker');
  let broker: RunningBroker;
  let admin: Admin;
  let producer: Producer;

  const begin = async (): Promise<void> => {
    broker = await startBroker(data, { YAK_PROFILE: 'test' });
    const kafka = new Kafka({ brokers: [`127.0.0.1:${broker.port}`], logLevel: logLevel.NOTHING });
    [admin, producer] = [kafka.admin(), kafka.producer()];
    await Promise.all([admin.connect(), producer.connect()]);
  };
  const leave = (): Promise<unknown> => Promise.all([admin.disconnect(), producer.disconnect()]);
  beforeAll(begin, 30_000);
  afterAll(async () => {
    await leave();
    await broker.stop();
    folder.remove();
  });

  const send = (messages: Message[], compression = CompressionTypes.None) =>
    producer.send({ topic: TOPIC, messages, compression });

  /** Offset, key and value of every record, in the order in which a consumer from the beginning gets them. */
  async function read(): Promise<{ offset: number; key: string; value: string }[]> {
    const format = ['-f', '%o %k %S %s\n'];
    const from = ['-b', `127.0.0.1:${broker.port}`, '-t', TOPIC, '-o', 'beginning', '-e', '-q'];
    const { stdout } = await kcat(['-C', ...from, ...format]);
    const lines = stdout.split('\n').filter((line) => line !== '');
    return lines.map((line) => {
      const [offset, key = '', sizeInBytes, value = ''] = line.split(' ');
      return { offset: Number(offset), key, value: sizeInBytes === '-1' ? 'deleted' : value };
    });
  }

  async function newest(): Promise<Map<string, string>> {
    const records = await read();
    const offsets = records.map(({ offset }) => offset);
    expect(offsets).toEqual([...new Set(offsets)].sort((one, other) => one - other));
    return new Map(records.map(({ key, value }) => [key, value]));
  }

  function logBytes(): number {
    const directory = join(data, 'broker-1', `${TOPIC}-0`);
    const logs = readdirSync(directory).filter((name) => name.endsWith('.log'));
    return logs.reduce((sum, name) => sum + (statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0), 0);
  }

  test('keeps the last value of every key while it shrinks, before and after a kill', async () => {
    await admin.createTopics({
      topics: [
        {
          topic: TOPIC,
          configEntries: [
            { name: 'cleanup.policy', value: 'compact' },
            { name: 'segment.bytes', value: '20000' },
            { name: 'min.cleanable.dirty.ratio', value: '0.1' },
          ],
        },
      ],
    });
    const expected = new Map<string, string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const messages = Array.from({ length: KEYS }, (_, i) => ({
        key: `key${i}`,
        value: `round${round}-${'x'.repeat(40)}`,
      }));
      for (const { key, value } of messages) expected.set(key, value);
      await send(messages, round % 3 === 0 ? CompressionTypes.GZIP : CompressionTypes.None);
    }
    await send([{ key: 'key3', value: null }]);
    expected.set('key3', 'deleted');
    const written = ROUNDS * KEYS * 60;
    await until(
      async () => logBytes() < written / 4 && (await read()).length < (ROUNDS * KEYS) / 4,
      'the log’s shrinking',
    );
    expect(await newest()).toEqual(expected);

    await Promise.all([leave(), broker.kill()]);
    await begin();
    expect(await newest()).toEqual(expected);
    await send([{ key: 'key4', value: 'after' }]);
    expected.set('key4', 'after');
    expect(await newest()).toEqual(expected);
    const verified = verifyLogs(join(data, 'broker-1', `${TOPIC}-0`));
    expect(verified).toMatchObject({ status: 0 });
  }, 60_000);

  test('refuses a record without a key', async () => {
    await expect(send([{ key: null, value: 'nobody’s' }])).rejects.toThrow();
  });
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CompressionTypes, Kafka, logLevel } from 'kafkajs';
import { root, type RunningBroker, startBroker, temporaryFolder } from '../../support/processes';

/** A record in the words of `yak-cli consume --output ndjson`; its bytes are base64 where an encoding says so. */
interface ForeignRecord {
  readonly key: string | null;
  readonly value: string | null;
  readonly valueEncoding?: 'base64';
  readonly headers: readonly { readonly key: string; readonly value: string }[];
}

/** What one request of a client writes to one partition. */
interface ForeignBatch {
  readonly codec: 'none' | 'gzip' | 'snappy' | 'lz4';
  readonly partition: number;
  readonly records: readonly ForeignRecord[];
}

const CLI_TIMEOUT_MS = 30_000;
const NOT_UTF8 = Buffer.from([0xff, 0x00, 0xfe, 0x0a]).toString('base64');

/** Records of every shape that a client can write: no key, no value, empty, not UTF-8, with headers, and large enough to shrink. */
const recordsOf = (label: string): readonly ForeignRecord[] => [
  { key: `${label} ключ`, value: 'значение\nof two lines', headers: [{ key: 'trace', value: label }] },
  { key: null, value: 'without a key', headers: [] },
  { key: `${label} deleted`, value: null, headers: [] },
  { key: 'empty', value: '', headers: [] },
  {
    key: 'bytes',
    value: NOT_UTF8,
    valueEncoding: 'base64',
    headers: [
      { key: 'first', value: '1' },
      { key: 'second', value: 'два' },
    ],
  },
  { key: 'large', value: label.repeat(2000), headers: [] },
];

const batchesOf = (codecs: readonly ForeignBatch['codec'][]): readonly ForeignBatch[] =>
  [0, 1, 2].flatMap((partition) =>
    codecs.map((codec) => ({ codec, partition, records: recordsOf(`${codec} ${partition}`) })),
  );

const bytesOf = (text: string | null, encoding: BufferEncoding = 'utf8'): Buffer | null =>
  text === null ? null : Buffer.from(text, encoding);

async function writeByKafkajs(port: number, topic: string, batches: readonly ForeignBatch[]): Promise<void> {
  const kafka = new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING });
  const [admin, producer] = [kafka.admin(), kafka.producer()];
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 3 }] });
  await admin.disconnect();
  await producer.connect();
  for (const { codec, partition, records } of batches) {
    const compression = codec === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None;
    const messages = records.map(({ key, value, valueEncoding, headers }) => ({
      partition,
      key: bytesOf(key),
      value: bytesOf(value, valueEncoding),
      headers: Object.fromEntries(headers.map((header) => [header.key, header.value])),
    }));
    await producer.send({ topic, acks: -1, compression, messages });
  }
  await producer.disconnect();
}

function writeByPlatformatic(port: number, topic: string, batches: readonly ForeignBatch[]): void {
  const program = join(__dirname, 'platformatic-writes.mjs');
  const done = spawnSync(process.execPath, [program, String(port), topic], {
    input: JSON.stringify(batches),
    encoding: 'utf8',
    timeout: CLI_TIMEOUT_MS,
  });
  expect({ status: done.status, stderr: done.stderr }).toEqual({ status: 0, stderr: '' });
}

/** Runs the built yak-cli; every line of its stdout as JSON. */
function yakCli(...args: string[]): Record<string, unknown>[] {
  const program = join(root, 'dist', 'yak-cli.cjs');
  const done = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: CLI_TIMEOUT_MS });
  expect({ status: done.status, stderr: done.stderr }).toEqual({ status: 0, stderr: '' });
  return done.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('yak-cli', () => {
  const folder = temporaryFolder();
  const dataDirectory = join(folder.path, 'data');
  let broker: RunningBroker;

  beforeAll(async () => {
    broker = await startBroker(dataDirectory);
  }, 30_000);
  afterAll(async () => {
    await broker.stop();
    folder.remove();
  });

  const consumed = (topic: string, partition: number): Record<string, unknown>[] => {
    const from = ['consume', topic, '--partition', String(partition), '--from-beginning', '--exit-eof'];
    return yakCli('-b', `127.0.0.1:${broker.port}`, ...from, '--output', 'ndjson').map((record) =>
      Object.fromEntries(Object.entries(record).filter(([name]) => !name.startsWith('timestamp'))),
    );
  };
  const codecsOnDisk = (topic: string, partition: number): unknown[] =>
    yakCli('log', 'dump', join(dataDirectory, 'broker-1', `${topic}-${partition}`), '-o', 'ndjson').map(
      ({ codec }) => codec,
    );

  test.each([
    { client: 'kafkajs', codecs: ['none', 'gzip'] as const, write: writeByKafkajs },
    {
      client: '@platformatic/kafka',
      codecs: ['none', 'gzip', 'snappy', 'lz4'] as const,
      write: writeByPlatformatic,
    },
  ])('reads back every record that $client wrote, in order and byte for byte', async ({ client, codecs, write }) => {
    const topic = client.replace(/\W/g, '');
    const batches = batchesOf(codecs);
    await write(broker.port, topic, batches);
    for (const partition of [0, 1, 2]) {
      const records = batches.filter((batch) => batch.partition === partition).flatMap((batch) => batch.records);
      expect(consumed(topic, partition)).toEqual(
        records.map((record, offset) => ({ topic, partition, offset: String(offset), ...record })),
      );
      expect(codecsOnDisk(topic, partition)).toEqual(codecs);
    }
  });
});

import { type ProducerRecord, KafkaError } from '@yak/client';
import { ErrorCode } from '@yak/model';
import { acksOf, produce, type ProduceRequest } from '../../../../apps/cli/src/commands/produce';
import { explain } from '../../../../apps/cli/src/explain-error';
import { fakeCluster } from '../../../support/cli/fake-cluster';
import { fakeTerminal } from '../../../support/cli/fake-terminal';

const request: ProduceRequest = {
  topic: 't',
  values: [],
  rules: { separator: Buffer.from(':'), key: null, isEmptyTombstone: false },
  headers: [],
  codec: 'none',
  acks: 'all',
  isIdempotent: false,
  partition: null,
  timestampMs: null,
};

/** A session whose producer keeps what it is sent and refuses values that begin with `bad`. */
const sessionOf = (input: readonly string[]) => {
  const records: ProducerRecord[] = [];
  const options: unknown[] = [];
  const send = (record: ProducerRecord) => {
    if (record.value?.toString().startsWith('bad') === true)
      return Promise.reject(new KafkaError(ErrorCode.MESSAGE_TOO_LARGE));
    const offset = records.push(record) - 1;
    return Promise.resolve({ topic: record.topic, partition: 0, offset });
  };
  const cluster = {
    ...fakeCluster({}),
    metadata: { topic: () => Promise.resolve({ partitions: [0, 1] }) },
    producer: (given: unknown) => {
      options.push(given);
      return { bufferedBytes: 0, send, close: () => Promise.resolve() };
    },
  };
  return {
    session: { cluster, terminal: fakeTerminal(input), format: 'table' as const, timeoutMs: 1 },
    records,
    options,
  };
};
const text = (bytes: Buffer | null | undefined): string | null => bytes?.toString() ?? null;

describe('produce', () => {
  it('sends every line of stdin in order, also when chunks cut lines', async () => {
    const { session, records } = sessionOf(['k1:v', '1\nk2:v2\n', 'v3\n\n']);
    await produce(session, request);
    expect(records.map(({ key, value }) => [text(key), text(value)])).toEqual([
      ['k1', 'v1'],
      ['k2', 'v2'],
      [null, 'v3'],
      [null, ''],
    ]);
    expect(session.terminal.said()).toBe('Sent 4 records to t.\n');
    expect(session.terminal.printed()).toBe('');
  });

  it('sends arguments and prints where they came to lie', async () => {
    const { session, records } = sessionOf([]);
    const headers = [{ key: 'h', value: null }];
    await produce(session, { ...request, values: ['a', 'b'], headers, partition: 1, timestampMs: 5 });
    expect(
      records.every((record) => record.partition === 1 && record.timestampMs === 5 && record.headers === headers),
    ).toBe(true);
    expect(session.terminal.printed()).toBe(
      'TOPIC  PARTITION  OFFSET\nt              0       0\nt              0       1\n',
    );
  });

  it('passes on acks, codec and idempotence', async () => {
    const { session, options } = sessionOf(['a\n']);
    await produce(session, { ...request, codec: 'lz4', isIdempotent: true });
    expect(options[0]).toMatchObject({ acks: 'all', codec: 'lz4', isIdempotent: true });
  });

  test.each([
    [['good\nbad\n'], 3, '1 of 2 records were not taken: MESSAGE_TOO_LARGE'],
    [['bad\nbad\n'], 1, 'MESSAGE_TOO_LARGE'],
  ])('%j ends with exit code %d', async (input, exitCode, words) => {
    const done = produce(sessionOf(input).session, request);
    await expect(done).rejects.toMatchObject({ message: expect.stringContaining(words) as string });
    await done.catch((error: unknown) => {
      expect(explain(error, '').exitCode).toBe(exitCode);
    });
  });

  it('names the partitions there are', async () => {
    const done = produce(sessionOf([]).session, { ...request, partition: 2 });
    await expect(done).rejects.toMatchObject({
      exitCode: 4,
      message: 't has no partition 2; its partitions are 0 to 1',
    });
  });

  it('refuses idempotence without acks=all', async () => {
    await expect(produce(sessionOf([]).session, { ...request, acks: 1, isIdempotent: true })).rejects.toMatchObject({
      exitCode: 2,
    });
  });
});

test.each([
  ['0', 0],
  ['1', 1],
  ['all', 'all'],
  ['-1', 'all'],
])('--acks %s is %s', (given, acks) => {
  expect(acksOf(given)).toBe(acks);
});

it('--acks 2 is a usage error', () => {
  expect(() => acksOf('2')).toThrow('use 0, 1 or all');
});

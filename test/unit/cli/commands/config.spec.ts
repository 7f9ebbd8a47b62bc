import { ErrorCode } from '@yak/model';
import { configEntity, describeConfig, describeProfile, setConfig } from '../../../../apps/cli/src/commands/config';
import { fakeCluster } from '../../../support/cli/fake-cluster';
import { fakeTerminal } from '../../../support/cli/fake-terminal';

const config = (name: string, value: string | null, configSource: number) => ({
  name,
  value,
  configSource,
  readOnly: false,
  isSensitive: false,
  synonyms: [],
  documentation: '',
});
const sessionWith = (errorCode = 0) => ({
  cluster: fakeCluster(
    { orders: 1 },
    {
      DescribeConfigs: () => ({
        results: [
          { errorCode, errorMessage: null, configs: [config('b', 'x', 5), config('a', '1', 1), config('c', null, 4)] },
        ],
      }),
      IncrementalAlterConfigs: () => ({ responses: [{ errorCode: 0, errorMessage: null }] }),
    },
  ),
  terminal: fakeTerminal(),
  format: 'table' as const,
  timeoutMs: 1,
});
const topic = { type: 'topic', name: 'orders' } as const;

test.each([
  [{ isAll: false, names: null }, 'NAME  VALUE  SOURCE\na     1      topic\nc     -      start\n'],
  [{ isAll: true, names: null }, 'NAME  VALUE  SOURCE\na     1      topic\nb     x      default\nc     -      start\n'],
  [
    { isAll: false, names: ['b'] },
    'NAME  VALUE  SOURCE\na     1      topic\nb     x      default\nc     -      start\n',
  ],
])('config describe %j shows what was asked for in order of name', async (request, text) => {
  const session = sessionWith();
  await describeConfig(session, topic, request);
  expect(session.terminal.printed()).toBe(text);
});

it('a broker’s settings are asked of that broker', async () => {
  const session = sessionWith();
  await describeConfig(session, { type: 'broker', name: '3' }, { isAll: true, names: null });
  expect(session.cluster.sent[0]).toMatchObject({
    target: { brokerId: 3 },
    body: { resources: [{ resourceType: 4, resourceName: '3' }] },
  });
});

it('a missing topic is named', async () => {
  const done = describeConfig(
    sessionWith(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION),
    { type: 'topic', name: 'ordrs' },
    { isAll: true, names: null },
  );
  await expect(done).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringContaining('Did you mean "orders"?') as string,
  });
});

it('config set goes to the entity', async () => {
  const session = sessionWith();
  await setConfig(session, topic, { set: new Map([['a', '2']]), remove: [], isDryRun: true });
  expect(session.cluster.sent[0]?.body).toMatchObject({
    validateOnly: true,
    resources: [{ resourceType: 2, resourceName: 'orders' }],
  });
});

test.each([
  ['topic', 'a', { type: 'topic', name: 'a' }],
  ['brokers', '2', { type: 'broker', name: '2' }],
  ['broker', undefined, { type: 'broker', name: '' }],
])('--entity %s --name %s', (type, name, entity) => {
  expect(configEntity(type, name)).toEqual(entity);
});

test.each([
  ['topic', undefined],
  ['user', 'a'],
  ['broker', 'one'],
])('--entity %s --name %s is a usage error', (type, name) => {
  expect(() => configEntity(type, name)).toThrow();
});

it('a profile is printed beside Kafka’s defaults', () => {
  expect(describeProfile('dev', 'table')).toMatch(/^yak\.flush +os +batch$/m);
  expect(() => describeProfile('prod', 'table')).toThrow('production, dev or test');
});

import { ErrorCode } from '@yak/model';
import { DescribeConfigs } from '@yak/protocol';
import type { DescribedSetting } from '@yak/settings';
import { FakeBroker, idOf } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const setting = (name: string, value: string | null): DescribedSetting => ({
  name,
  value,
  source: 5,
  configType: 2,
  isReadOnly: false,
  isSensitive: value === null,
  synonyms: [{ name, value, source: 5 }],
  documentation: `about ${name}`,
});

interface Options {
  readonly keys?: readonly string[] | null;
  readonly version?: number;
  readonly includeSynonyms?: boolean;
  readonly includeDocumentation?: boolean;
}

describe('DescribeConfigs', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.addTopic('orders');
    broker.overrides.set(idOf('a'), new Map([['retention.ms', '7']]));
    broker.settings = {
      describeTopic: (overrides) => [
        setting('cleanup.policy', 'delete'),
        setting('retention.ms', overrides.get('retention.ms') ?? '1'),
      ],
      describeBroker: (scope) => [setting(`of.${scope}`, 'x')],
    };
    client = new FakeClient(broker);
  });
  const ask = async (
    resourceType: number,
    resourceName: string,
    { keys = null, version = 4, ...options }: Options = {},
  ) => {
    const resources = [{ resourceType, resourceName, configurationKeys: keys }];
    const [result] = (await client.ask(DescribeConfigs, version, { resources, ...options })).results;
    if (result === undefined) throw new Error('no result');
    return result;
  };

  test.each([1, 2, 3, 4])('of version %i names the settings of a topic with their values', async (version) => {
    const { errorCode, configs } = await ask(2, 'orders', { version });
    expect(errorCode).toBe(0);
    expect(configs.map(({ name, value, configType }) => [name, value, configType])).toEqual([
      ['cleanup.policy', 'delete', version >= 3 ? 2 : 0],
      ['retention.ms', '7', version >= 3 ? 2 : 0],
    ]);
  });

  test.each([
    [null, 2],
    [[], 2],
    [['retention.ms'], 1],
    [['no.such.setting'], 0],
  ])('asked for %j gives %i settings', async (keys, count) => {
    expect((await ask(2, 'orders', { keys })).configs).toHaveLength(count);
  });

  it('gives synonyms and documentation only when they are asked for', async () => {
    const [plain] = (await ask(2, 'orders')).configs;
    expect(plain).toMatchObject({ synonyms: [], documentation: null });
    const [full] = (await ask(2, 'orders', { includeSynonyms: true, includeDocumentation: true })).configs;
    expect(full).toMatchObject({
      documentation: 'about cleanup.policy',
      synonyms: [{ name: 'cleanup.policy', value: 'delete', source: 5 }],
    });
  });

  test.each([
    ['1', 'of.this'],
    ['', 'of.all'],
  ])('describes the broker %p by %s', async (name, expected) => {
    expect((await ask(4, name)).configs.map((config) => config.name)).toEqual([expected]);
  });

  test.each([
    ['another broker', 4, '2', ErrorCode.INVALID_REQUEST],
    ['a broker that is no number', 4, 'x', ErrorCode.INVALID_REQUEST],
    ['a logger', 8, '1', ErrorCode.INVALID_REQUEST],
    ['an unknown topic', 2, 'nothing', ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    ['a name that no topic can have', 2, '../x', ErrorCode.INVALID_TOPIC_EXCEPTION],
  ])('refuses %s', async (_what, type, name, code) => {
    expect(await ask(type, name)).toMatchObject({ errorCode: code, configs: [] });
  });

  test.each([
    [2, 'orders', ErrorCode.TOPIC_AUTHORIZATION_FAILED],
    [4, '1', ErrorCode.CLUSTER_AUTHORIZATION_FAILED],
  ])('refuses a principal that may not see resources of type %i', async (type, name, code) => {
    broker.authoriser = { authorise: () => false };
    expect((await ask(type, name)).errorCode).toBe(code);
  });
});

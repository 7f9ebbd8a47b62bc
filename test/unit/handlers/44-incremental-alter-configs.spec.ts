import { ErrorCode } from '@yak/model';
import { IncrementalAlterConfigs } from '@yak/protocol';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

describe('IncrementalAlterConfigs', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.coordinator = {
      alterConfigs: ({ resources }) =>
        Promise.resolve({
          kind: 'configs-altered',
          revision: 1,
          outcomes: resources.map(() => ({ kind: 'altered' as const })),
        }),
    };
    client = new FakeClient(broker);
  });
  const ask = async (configs: { name: string; configOperation: number; value: string | null }[], version = 1) => {
    const resources = [{ resourceType: 4, resourceName: '', configs }];
    return (await client.ask(IncrementalAlterConfigs, version, { resources, validateOnly: true })).responses[0];
  };

  test.each([0, 1])('of version %i passes on its four operations', async (version) => {
    const configs = [
      { name: 'a', configOperation: 0, value: '1' },
      { name: 'b', configOperation: 1, value: 'ignored' },
      { name: 'c', configOperation: 2, value: '2' },
      { name: 'd', configOperation: 3, value: '3' },
    ];
    expect(await ask(configs, version)).toMatchObject({ errorCode: 0, resourceType: 4, resourceName: '' });
    expect(broker.asked[0]?.request).toEqual({
      mode: 'incremental',
      validateOnly: true,
      resources: [
        {
          resourceType: 'broker',
          resourceName: '',
          operations: [
            { name: 'a', operation: 'set', value: '1' },
            { name: 'b', operation: 'delete', value: null },
            { name: 'c', operation: 'append', value: '2' },
            { name: 'd', operation: 'subtract', value: '3' },
          ],
        },
      ],
    });
  });

  test.each([
    ['an unknown operation', [{ name: 'a', configOperation: 4, value: '1' }]],
    ['no value to set', [{ name: 'a', configOperation: 0, value: null }]],
    [
      'a setting twice',
      [
        { name: 'a', configOperation: 0, value: '1' },
        { name: 'a', configOperation: 1, value: null },
      ],
    ],
  ])('refuses %s without asking the coordinator', async (_what, configs) => {
    expect(await ask(configs)).toMatchObject({ errorCode: ErrorCode.INVALID_REQUEST });
    expect(broker.asked).toEqual([]);
  });
});

import { ErrorCode } from '@yak/model';
import { AlterConfigs } from '@yak/protocol';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

describe('AlterConfigs', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.addTopic('orders');
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

  test.each([0, 1, 2])('of version %i replaces the whole set of a topic', async (version) => {
    const resources = [{ resourceType: 2, resourceName: 'orders', configs: [{ name: 'retention.ms', value: '7' }] }];
    const { responses } = await client.ask(AlterConfigs, version, { resources, validateOnly: false });
    expect(responses).toEqual([{ errorCode: 0, errorMessage: null, resourceType: 2, resourceName: 'orders' }]);
    expect(broker.asked[0]?.request).toEqual({
      mode: 'full',
      validateOnly: false,
      resources: [
        {
          resourceType: 'topic',
          resourceName: 'orders',
          operations: [{ name: 'retention.ms', operation: 'set', value: '7' }],
        },
      ],
    });
  });

  it('refuses a setting without a value', async () => {
    const resources = [{ resourceType: 2, resourceName: 'orders', configs: [{ name: 'retention.ms', value: null }] }];
    const { responses } = await client.ask(AlterConfigs, 2, { resources, validateOnly: false });
    expect(responses[0]?.errorCode).toBe(ErrorCode.INVALID_REQUEST);
    expect(broker.asked).toEqual([]);
  });
});

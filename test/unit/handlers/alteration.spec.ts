import { ErrorCode, refusal } from '@yak/model';
import { AlterConfigs } from '@yak/protocol';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const configs = [{ name: 'retention.ms', value: '7' }];

describe('an alteration of several resources', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.addTopic('orders');
    broker.addTopic('returns', { id: 'b' });
    broker.coordinator = {
      alterConfigs: ({ resources }) =>
        Promise.resolve({
          kind: 'configs-altered',
          revision: 1,
          outcomes: resources.map(({ resourceName }) =>
            resourceName === 'returns'
              ? refusal(ErrorCode.INVALID_CONFIG, 'no such thing')
              : { kind: 'altered' as const },
          ),
        }),
    };
    client = new FakeClient(broker);
  });
  const ask = async (...names: string[]) => {
    const resources = names.map((resourceName) => ({ resourceType: 2, resourceName, configs }));
    const { responses } = await client.ask(AlterConfigs, 2, { resources, validateOnly: false });
    return responses.map(({ errorCode, errorMessage }) => [errorCode, errorMessage]);
  };

  it('answers each resource by itself, in the order of the request', async () => {
    expect(await ask('nothing', 'orders', 'returns')).toEqual([
      [ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, expect.any(String)],
      [ErrorCode.NONE, null],
      [ErrorCode.INVALID_CONFIG, 'no such thing'],
    ]);
  });

  it('refuses a resource that is named twice, each time', async () => {
    expect((await ask('orders', 'orders')).map(([code]) => code)).toEqual([
      ErrorCode.INVALID_REQUEST,
      ErrorCode.INVALID_REQUEST,
    ]);
  });

  it('gives every resource the refusal of the whole request', async () => {
    broker.coordinator = {};
    client = new FakeClient(broker);
    expect((await ask('orders')).map(([code]) => code)).toEqual([ErrorCode.REQUEST_TIMED_OUT]);
  });

  it('refuses a principal that may not alter', async () => {
    broker.authoriser = { authorise: () => false };
    expect((await ask('orders')).map(([code]) => code)).toEqual([ErrorCode.TOPIC_AUTHORIZATION_FAILED]);
  });
});

import { ErrorCode, refusal } from '@yak/model';
import { InitProducerId } from '@yak/protocol';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const PLAIN = { transactionalId: null, transactionTimeoutMs: 0 };

describe('InitProducerId', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    client = new FakeClient(broker);
  });

  test.each([0, 1, 2, 3, 4, 5])('of version %i gives a new producer id with epoch 0', async (version) => {
    expect(await client.ask(InitProducerId, version, PLAIN)).toMatchObject({
      errorCode: 0,
      producerId: 4_000,
      producerEpoch: 0,
    });
  });

  test.each([
    ['an empty transactional id', { ...PLAIN, transactionalId: '' }, ErrorCode.INVALID_REQUEST],
    ['a transactional id', { ...PLAIN, transactionalId: 'tx' }, ErrorCode.COORDINATOR_NOT_AVAILABLE],
    ['a producer id without an epoch', { ...PLAIN, producerId: 5 }, ErrorCode.INVALID_REQUEST],
    ['an epoch without a producer id', { ...PLAIN, producerEpoch: 5 }, ErrorCode.INVALID_REQUEST],
  ])('refuses %s', async (_what, request, code) => {
    expect(await client.ask(InitProducerId, 4, request)).toMatchObject({
      errorCode: code,
      producerId: -1,
      producerEpoch: -1,
    });
  });

  it('passes on that no ids can be had', async () => {
    broker.coordinator = { allocateProducerId: () => Promise.resolve(refusal(ErrorCode.REQUEST_TIMED_OUT)) };
    client = new FakeClient(broker);
    expect((await client.ask(InitProducerId, 4, PLAIN)).errorCode).toBe(ErrorCode.REQUEST_TIMED_OUT);
  });

  it('refuses a principal that may not write idempotently', async () => {
    broker.authoriser = { authorise: () => false };
    expect((await client.ask(InitProducerId, 4, PLAIN)).errorCode).toBe(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
  });
});

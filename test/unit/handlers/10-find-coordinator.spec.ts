import { ErrorCode } from '@yak/model';
import { FindCoordinator } from '@yak/protocol';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

describe('FindCoordinator', () => {
  const client = new FakeClient(new FakeBroker());

  test.each([0, 1, 2, 3])('of version %i says that there is no coordinator yet', async (version) => {
    const response = await client.ask(FindCoordinator, version, { key: 'group' });
    expect(response).toMatchObject({ errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE, nodeId: -1, host: '', port: -1 });
  });

  test.each([4, 5, 6])('of version %i says so of every key', async (version) => {
    const response = await client.ask(FindCoordinator, version, { keyType: 1, coordinatorKeys: ['one', 'two'] });
    expect(response.coordinators.map(({ key, errorCode, nodeId }) => [key, errorCode, nodeId])).toEqual([
      ['one', ErrorCode.COORDINATOR_NOT_AVAILABLE, -1],
      ['two', ErrorCode.COORDINATOR_NOT_AVAILABLE, -1],
    ]);
  });

  test.each([
    [1, 2, ErrorCode.INVALID_REQUEST],
    [1, -1, ErrorCode.INVALID_REQUEST],
  ])('of version %i refuses the key type %i', async (version, keyType, code) => {
    expect((await client.ask(FindCoordinator, version, { key: 'k', keyType })).errorCode).toBe(code);
  });

  it('refuses a principal that may not describe the group', async () => {
    const broker = new FakeBroker();
    broker.authoriser = { authorise: () => false };
    const response = await new FakeClient(broker).ask(FindCoordinator, 2, { key: 'group' });
    expect(response.errorCode).toBe(ErrorCode.GROUP_AUTHORIZATION_FAILED);
  });
});

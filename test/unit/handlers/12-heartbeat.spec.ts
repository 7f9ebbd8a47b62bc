import { ErrorCode } from '@yak/model';
import { Heartbeat } from '@yak/protocol';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const request = { groupId: 'g', generationId: 3, memberId: 'one' };

describe('Heartbeat', () => {
  test.each([0, 1, 2, 3, 4])('of version %i passes on what the group says', async (version) => {
    const broker = new FakeBroker();
    broker.groups.answers.heartbeat = () => Promise.resolve({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
    const response = await new FakeClient(broker).ask(Heartbeat, version, { ...request, groupInstanceId: 'i' });
    expect(response.errorCode).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    expect(broker.groups.calls).toMatchObject([
      { what: 'heartbeat', request: { ...request, groupInstanceId: version < 3 ? null : 'i' } },
    ]);
  });

  it('refuses a principal that may not read the group', async () => {
    const broker = new FakeBroker();
    broker.authoriser = { authorise: () => false };
    const response = await new FakeClient(broker).ask(Heartbeat, 4, request);
    expect(response.errorCode).toBe(ErrorCode.GROUP_AUTHORIZATION_FAILED);
    expect(broker.groups.calls).toEqual([]);
  });
});

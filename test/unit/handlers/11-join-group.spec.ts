import { ErrorCode } from '@yak/model';
import { JoinGroup, type RequestInputOf } from '@yak/protocol';
import { AclOperation } from '@yak/security';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const request: RequestInputOf<typeof JoinGroup> = {
  groupId: 'g',
  sessionTimeoutMs: 6_000,
  rebalanceTimeoutMs: 60_000,
  memberId: '',
  protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: Buffer.from('topics') }],
};

describe('JoinGroup', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    client = new FakeClient(broker);
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])('of version %i is answered by the group', async (version) => {
    const response = await client.ask(JoinGroup, version, request);
    expect(response).toMatchObject({ errorCode: 0, generationId: 1, protocolName: 'range', memberId: 'one' });
    expect(broker.groups.calls).toMatchObject([
      {
        what: 'joinGroup',
        request: { groupId: 'g', memberId: '', protocols: [{ name: 'range' }] },
        caller: { apiVersion: version, clientId: 'test', clientHost: '/127.0.0.1' },
      },
    ]);
  });

  test.each([
    [0, 6_000],
    [1, 60_000],
  ])('of version %i asks with a rebalance timeout of %i ms', async (version, rebalanceTimeoutMs) => {
    await client.ask(JoinGroup, version, request);
    expect(broker.groups.calls).toMatchObject([{ request: { sessionTimeoutMs: 6_000, rebalanceTimeoutMs } }]);
  });

  test.each([
    [6, null, ''],
    [6, '', ''],
    [7, '', null],
    [7, null, null],
  ])('of version %i words no protocol (%p) as %p', async (version, protocolName, worded) => {
    broker.groups.answers.joinGroup = () =>
      Promise.resolve({
        errorCode: ErrorCode.MEMBER_ID_REQUIRED,
        protocolName,
        leader: '',
        memberId: 'new',
        members: [],
      });
    const response = await client.ask(JoinGroup, version, request);
    expect(response).toMatchObject({ errorCode: ErrorCode.MEMBER_ID_REQUIRED, protocolName: worded, memberId: 'new' });
  });

  test.each([0, 6, 7, 9])('of version %i refuses a principal that may not read the group', async (version) => {
    broker.authoriser = { authorise: (_who, operation) => operation !== AclOperation.READ };
    const response = await client.ask(JoinGroup, version, request);
    expect(response).toMatchObject({
      errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED,
      generationId: -1,
      memberId: '',
      members: [],
    });
    expect(broker.groups.calls).toEqual([]);
  });
});

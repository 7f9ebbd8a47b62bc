import { ErrorCode } from '@yak/model';
import { type RequestInputOf, SyncGroup } from '@yak/protocol';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const request: RequestInputOf<typeof SyncGroup> = {
  groupId: 'g',
  generationId: 3,
  memberId: 'one',
  protocolType: 'consumer',
  protocolName: 'range',
  assignments: [{ memberId: 'one', assignment: Buffer.from('mine') }],
};

describe('SyncGroup', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    client = new FakeClient(broker);
  });

  test.each([0, 1, 2, 3, 4, 5])('of version %i is answered by the group', async (version) => {
    const response = await client.ask(SyncGroup, version, request);
    expect(response).toMatchObject({ errorCode: 0, assignment: Buffer.from('mine') });
    expect(broker.groups.calls).toMatchObject([
      { what: 'syncGroup', request: { generationId: 3, assignments: [{ memberId: 'one' }] } },
    ]);
  });

  test.each([
    ['type', { protocolType: null }],
    ['name', { protocolName: null }],
  ])('of version 5 refuses a request without protocol %s', async (_what, without) => {
    const response = await client.ask(SyncGroup, 5, { ...request, ...without });
    expect(response).toMatchObject({ errorCode: ErrorCode.INCONSISTENT_GROUP_PROTOCOL, assignment: Buffer.alloc(0) });
    expect(broker.groups.calls).toEqual([]);
  });

  it('refuses a principal that may not read the group', async () => {
    broker.authoriser = { authorise: () => false };
    const response = await client.ask(SyncGroup, 5, request);
    expect(response).toMatchObject({ errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED, protocolName: null });
    expect(broker.groups.calls).toEqual([]);
  });
});

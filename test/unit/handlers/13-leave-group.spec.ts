import { ErrorCode } from '@yak/model';
import { LeaveGroup } from '@yak/protocol';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

describe('LeaveGroup', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    client = new FakeClient(broker);
  });
  const answerWith = (errorCode: number, ofMember: number) => {
    broker.groups.answers.leaveGroup = ({ members }) =>
      Promise.resolve({ errorCode, members: members.map((member) => ({ ...member, errorCode: ofMember })) });
  };

  test.each([0, 1, 2])('of version %i lets one member leave', async (version) => {
    const response = await client.ask(LeaveGroup, version, { groupId: 'g', memberId: 'one' });
    expect(response.errorCode).toBe(0);
    expect(broker.groups.calls).toMatchObject([
      { what: 'leaveGroup', request: { groupId: 'g', members: [{ memberId: 'one', groupInstanceId: null }] } },
    ]);
  });

  test.each([
    ['the error of the group', ErrorCode.NOT_COORDINATOR, 0, ErrorCode.NOT_COORDINATOR],
    ['the error of its one member', 0, ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.UNKNOWN_MEMBER_ID],
  ])('of version 2 tells %s', async (_what, errorCode, ofMember, told) => {
    answerWith(errorCode, ofMember);
    expect((await client.ask(LeaveGroup, 2, { groupId: 'g', memberId: 'one' })).errorCode).toBe(told);
  });

  test.each([3, 4, 5])('of version %i lets several leave, each with its own error', async (version) => {
    answerWith(0, ErrorCode.UNKNOWN_MEMBER_ID);
    const members = [
      { memberId: 'one', groupInstanceId: null },
      { memberId: '', groupInstanceId: 'i' },
    ];
    const response = await client.ask(LeaveGroup, version, { groupId: 'g', members });
    expect(response.errorCode).toBe(0);
    expect(response.members).toEqual(members.map((member) => ({ ...member, errorCode: ErrorCode.UNKNOWN_MEMBER_ID })));
    expect(broker.groups.calls).toMatchObject([{ request: { members } }]);
  });

  test.each([1, 5])('of version %i refuses a principal that may not read the group', async (version) => {
    broker.authoriser = { authorise: () => false };
    const response = await client.ask(LeaveGroup, version, { groupId: 'g', memberId: 'one', members: [] });
    expect(response).toMatchObject({ errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED, members: [] });
    expect(broker.groups.calls).toEqual([]);
  });
});

import { ErrorCode } from '@yak/model';
import { DeleteGroups } from '@yak/protocol';
import { AclOperation } from '@yak/security';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

describe('DeleteGroups', () => {
  test.each([0, 1, 2])('of version %i asks once for each group that may be deleted', async (version) => {
    const broker = new FakeBroker();
    broker.authoriser = {
      authorise: (_who, operation, { name }) => operation === AclOperation.DELETE && name !== 'secret',
    };
    broker.groups.answers.deleteGroups = (ids) =>
      Promise.resolve(ids.map((groupId) => ({ groupId, errorCode: ErrorCode.NON_EMPTY_GROUP })));
    const { results } = await new FakeClient(broker).ask(DeleteGroups, version, {
      groupsNames: ['a', 'secret', 'b', 'a'],
    });
    expect(results).toEqual([
      { groupId: 'a', errorCode: ErrorCode.NON_EMPTY_GROUP },
      { groupId: 'secret', errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED },
      { groupId: 'b', errorCode: ErrorCode.NON_EMPTY_GROUP },
    ]);
    expect(broker.groups.calls).toMatchObject([{ what: 'deleteGroups', request: ['a', 'b'] }]);
  });
});

import { ErrorCode } from '@yak/model';
import { DescribeGroups } from '@yak/protocol';
import { AclOperation } from '@yak/security';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const NOT_ASKED = -(2 ** 31);

describe('DescribeGroups', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.authoriser = {
      authorise: (_who, operation, { name }) => name !== 'secret' && operation !== AclOperation.DELETE,
    };
    client = new FakeClient(broker);
  });

  test.each([0, 1, 2, 3, 4, 5])('of version %i describes the groups that may be described', async (version) => {
    const { groups } = await client.ask(DescribeGroups, version, { groups: ['a', 'secret', 'b'] });
    expect(groups).toMatchObject([
      { groupId: 'a', errorCode: 0, groupState: 'Empty', authorizedOperations: NOT_ASKED },
      { groupId: 'secret', errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED, groupState: '', members: [] },
      { groupId: 'b', errorCode: 0 },
    ]);
    expect(broker.groups.calls).toMatchObject([{ what: 'describeGroups', request: ['a', 'b'] }]);
  });

  it('tells what may be done with a group, where asked', async () => {
    broker.groups.answers.describeGroups = () =>
      Promise.resolve(
        [0, ErrorCode.NOT_COORDINATOR].map((errorCode) => ({
          errorCode,
          groupId: 'a',
          groupState: '',
          protocolType: '',
          protocolData: '',
          members: [],
        })),
      );
    const { groups } = await client.ask(DescribeGroups, 3, { groups: ['a', 'a'], includeAuthorizedOperations: true });
    const bits = [AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS, AclOperation.ALTER_CONFIGS];
    expect(groups.map(({ authorizedOperations }) => authorizedOperations)).toEqual([
      bits.reduce((sum, bit) => sum | (1 << bit), 0),
      NOT_ASKED,
    ]);
  });
});

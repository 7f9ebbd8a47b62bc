import { ErrorCode } from '@yak/model';
import { ListGroups } from '@yak/protocol';
import { ResourceType } from '@yak/security';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const listed = (groupId: string) => ({
  groupId,
  protocolType: 'consumer',
  groupState: 'Stable',
  groupType: 'classic',
});

describe('ListGroups', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.groups.answers.listGroups = () => Promise.resolve({ errorCode: 0, groups: [listed('a'), listed('secret')] });
    client = new FakeClient(broker);
  });
  const filters = { statesFilter: ['Stable'], typesFilter: ['classic'] };

  test.each([0, 1, 2, 3, 4, 5])('of version %i lists the groups of this broker', async (version) => {
    const response = await client.ask(ListGroups, version, filters);
    expect(response.errorCode).toBe(0);
    expect(response.groups.map(({ groupId }) => groupId)).toEqual(['a', 'secret']);
    expect(broker.groups.calls).toMatchObject([
      { request: { states: version < 4 ? [] : ['Stable'], types: version < 5 ? [] : ['classic'] } },
    ]);
  });

  it('shows those that may be described to one who may not describe the cluster', async () => {
    broker.authoriser = {
      authorise: (_who, _operation, { type, name }) => type === ResourceType.GROUP && name !== 'secret',
    };
    const { groups } = await client.ask(ListGroups, 5, filters);
    expect(groups).toEqual([listed('a')]);
  });

  it('passes on that groups are being loaded', async () => {
    const errorCode = ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
    broker.groups.answers.listGroups = () => Promise.resolve({ errorCode, groups: [] });
    expect(await client.ask(ListGroups, 5, filters)).toMatchObject({ errorCode, groups: [] });
  });
});

import { ErrorCode, OFFSETS_TOPIC } from '@yak/model';
import { FindCoordinator } from '@yak/protocol';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const NOBODY = { nodeId: -1, host: '', port: -1 };

describe('FindCoordinator', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    client = new FakeClient(broker);
  });

  describe('where the topic of the groups is led', () => {
    beforeEach(() => {
      broker.addTopic(OFFSETS_TOPIC, { partitions: 3 });
      broker.groups.answers.partitionOf = () => 2;
    });

    test.each([0, 1, 2, 3])('of version %i names the leader of the partition of the group', async (version) => {
      const response = await client.ask(FindCoordinator, version, { key: 'group' });
      expect(response).toMatchObject({ errorCode: 0, nodeId: 1, host: 'one', port: 9001 });
      expect(response.errorMessage).toBe(version === 0 ? '' : 'NONE');
    });

    test.each([4, 5, 6])('of version %i names one for each key', async (version) => {
      const response = await client.ask(FindCoordinator, version, { keyType: 0, coordinatorKeys: ['one', ''] });
      expect(response.coordinators).toEqual([
        { key: 'one', nodeId: 1, host: 'one', port: 9001, errorCode: 0, errorMessage: '' },
        { key: '', nodeId: 1, host: 'one', port: 9001, errorCode: 0, errorMessage: '' },
      ]);
    });

    it('names nobody to a listener on which the leader is not reached', async () => {
      client.connection.listenerName = 'INTERNAL';
      const response = await client.ask(FindCoordinator, 2, { key: 'group' });
      expect(response).toMatchObject({ errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE, ...NOBODY });
    });

    it('names nobody while the leader is dead', async () => {
      broker.brokers.clear();
      const response = await client.ask(FindCoordinator, 2, { key: 'group' });
      expect(response).toMatchObject({ errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE, ...NOBODY });
    });
  });

  it('names nobody while nobody leads', async () => {
    broker.addForeignTopic(OFFSETS_TOPIC, { leader: null });
    const response = await client.ask(FindCoordinator, 2, { key: 'group' });
    expect(response).toMatchObject({ errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE, ...NOBODY });
    expect(broker.asked).toEqual([]);
  });

  it('has the topic of the groups created once where it is not there, and asks to try again', async () => {
    const newTopic = {
      name: OFFSETS_TOPIC,
      partitionCount: 4,
      replicationFactor: 1,
      assignments: null,
      configs: [{ name: 'cleanup.policy', value: 'compact' }],
    };
    broker.settings = { newTopic: () => newTopic };
    broker.coordinator = { createTopics: () => new Promise(() => undefined) };
    client = new FakeClient(broker);
    for (const version of [0, 3])
      expect(await client.ask(FindCoordinator, version, { key: 'group' })).toMatchObject({
        errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE,
        ...NOBODY,
      });
    expect(broker.asked).toMatchObject([{ verb: 'createTopics', request: { topics: [newTopic] } }]);
  });

  test.each([
    ['a transactional id, as there are no transactions', 2, 1, ErrorCode.COORDINATOR_NOT_AVAILABLE],
    ['a share group', 6, 2, ErrorCode.INVALID_REQUEST],
    ['a share group, before there were any', 2, 2, ErrorCode.INVALID_REQUEST],
    ['no known type', 1, -1, ErrorCode.INVALID_REQUEST],
  ])('names nobody for %s', async (_what, version, keyType, code) => {
    const response = await client.ask(FindCoordinator, version, { key: 'k', keyType, coordinatorKeys: ['k'] });
    expect(version < 4 ? response : response.coordinators[0]).toMatchObject({ errorCode: code, ...NOBODY });
    expect(broker.asked).toEqual([]);
  });

  test.each([
    ['group', 0, ErrorCode.GROUP_AUTHORIZATION_FAILED],
    ['transactional id', 1, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED],
  ])('refuses a principal that may not describe the %s', async (_what, keyType, code) => {
    broker.authoriser = { authorise: () => false };
    const response = await client.ask(FindCoordinator, 2, { key: 'k', keyType });
    expect(response.errorCode).toBe(code);
    expect(broker.asked).toEqual([]);
  });
});

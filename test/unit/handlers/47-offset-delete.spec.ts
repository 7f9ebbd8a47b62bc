import { ErrorCode } from '@yak/model';
import { OffsetDelete } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const partitions = [{ partitionIndex: 0 }];
const request = {
  groupId: 'g',
  topics: [
    { name: 'secret', partitions },
    { name: 'orders', partitions },
    { name: 'nothing', partitions },
  ],
};

describe('OffsetDelete', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.addTopic('orders');
    broker.authoriser = {
      authorise: (_who, operation, { type, name }) =>
        type === ResourceType.GROUP ? operation === AclOperation.DELETE : name !== 'secret',
    };
    client = new FakeClient(broker);
  });
  const errorOf = (name: string, errorCode: number) => ({ name, partitions: [{ partitionIndex: 0, errorCode }] });

  it('asks the group for what is known and allowed', async () => {
    const errorCode = ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC;
    broker.groups.answers.offsetDelete = () =>
      Promise.resolve({ errorCode: 0, topics: [errorOf('orders', errorCode)] });
    expect(await client.ask(OffsetDelete, 0, request)).toMatchObject({
      errorCode: 0,
      topics: [
        errorOf('secret', ErrorCode.TOPIC_AUTHORIZATION_FAILED),
        errorOf('orders', errorCode),
        errorOf('nothing', ErrorCode.UNKNOWN_TOPIC_OR_PARTITION),
      ],
    });
    expect(broker.groups.calls).toMatchObject([{ request: { groupId: 'g', topics: [{ name: 'orders' }] } }]);
  });

  it('does not ask the group where nothing is left', async () => {
    const unknown = { groupId: 'g', topics: request.topics.slice(2) };
    const { errorCode, topics } = await client.ask(OffsetDelete, 0, unknown);
    expect([errorCode, topics]).toEqual([0, [errorOf('nothing', ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)]]);
    expect(broker.groups.calls).toEqual([]);
  });

  it('tells the error of the whole group without topics', async () => {
    const errorCode = ErrorCode.NON_EMPTY_GROUP;
    broker.groups.answers.offsetDelete = () => Promise.resolve({ errorCode, topics: [] });
    expect(await client.ask(OffsetDelete, 0, request)).toMatchObject({ errorCode, topics: [] });
  });

  it('refuses a group that may not be deleted', async () => {
    broker.authoriser = { authorise: (_who, operation) => operation !== AclOperation.DELETE };
    const errorCode = ErrorCode.GROUP_AUTHORIZATION_FAILED;
    expect(await client.ask(OffsetDelete, 0, request)).toMatchObject({ errorCode, topics: [] });
    expect(broker.groups.calls).toEqual([]);
  });
});

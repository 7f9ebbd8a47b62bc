import { ErrorCode } from '@yak/model';
import { OffsetCommit, type RequestInputOf } from '@yak/protocol';
import { ResourceType } from '@yak/security';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const partition = (partitionIndex: number) => ({ partitionIndex, committedOffset: 5, committedMetadata: 'm' });
const request: RequestInputOf<typeof OffsetCommit> = {
  groupId: 'g',
  generationIdOrMemberEpoch: 3,
  memberId: 'one',
  topics: [
    { name: 'secret', partitions: [partition(0)] },
    { name: 'orders', partitions: [partition(0), partition(7)] },
    { name: 'nothing', partitions: [partition(1)] },
  ],
};

describe('OffsetCommit', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.addTopic('orders');
    broker.addTopic('secret', { id: 'b' });
    broker.authoriser = { authorise: (_who, _operation, { name }) => name !== 'secret' };
    client = new FakeClient(broker);
  });
  const codes = async (version: number) => {
    const { topics } = await client.ask(OffsetCommit, version, request);
    return topics.map(({ name, partitions }) => [name, ...partitions.map(({ errorCode }) => errorCode)]);
  };

  test.each([2, 3, 4, 5, 6, 7, 8, 9])('of version %i asks the group for what is known and allowed', async (version) => {
    expect(await codes(version)).toEqual([
      ['secret', ErrorCode.TOPIC_AUTHORIZATION_FAILED],
      ['orders', ErrorCode.NONE, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
      ['nothing', ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    ]);
    expect(broker.groups.calls).toMatchObject([
      {
        what: 'offsetCommit',
        request: {
          groupId: 'g',
          generationIdOrMemberEpoch: 3,
          memberId: 'one',
          topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, committedOffset: 5, committedMetadata: 'm' }] }],
        },
        caller: { apiVersion: version, clientId: 'test', clientHost: '/127.0.0.1' },
      },
    ]);
    expect((broker.groups.calls[0]?.request as { topics: object[] }).topics).toHaveLength(1);
  });

  it('does not ask the group where nothing is left', async () => {
    broker.topics.length = 0;
    expect(await codes(9)).toEqual([
      ['secret', ErrorCode.TOPIC_AUTHORIZATION_FAILED],
      ['orders', ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
      ['nothing', ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    ]);
    expect(broker.groups.calls).toEqual([]);
  });

  it('repeats the refusal of a group that may not be read on every partition', async () => {
    broker.authoriser = { authorise: (_who, _operation, { type }) => type !== ResourceType.GROUP };
    const code = ErrorCode.GROUP_AUTHORIZATION_FAILED;
    expect(await codes(9)).toEqual([
      ['secret', code],
      ['orders', code, code],
      ['nothing', code],
    ]);
    expect(broker.groups.calls).toEqual([]);
  });

  it('passes on what the group says of a partition', async () => {
    broker.groups.answers.offsetCommit = () =>
      Promise.resolve({
        topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, errorCode: ErrorCode.ILLEGAL_GENERATION }] }],
      });
    expect((await codes(9))[1]).toEqual(['orders', ErrorCode.ILLEGAL_GENERATION, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION]);
  });
});

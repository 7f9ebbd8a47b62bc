import { ErrorCode, leaderEpoch, offset, refusal } from '@yak/model';
import { ListOffsets, type RequestInputOf } from '@yak/protocol';
import { FakeBroker, type FakeReplica } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

type Request = RequestInputOf<typeof ListOffsets>;

const requestOf = (timestamp: number, changes: Partial<Request> = {}): Request => ({
  replicaId: -1,
  topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp }] }],
  ...changes,
});

describe('ListOffsets', () => {
  let broker: FakeBroker;
  let client: FakeClient;
  let replica: FakeReplica;
  const ask = async (version: number, request: Request) =>
    (await client.ask(ListOffsets, version, request)).topics[0]?.partitions[0];

  beforeEach(() => {
    broker = new FakeBroker();
    [replica] = broker.addTopic('orders') as [FakeReplica];
    client = new FakeClient(broker);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('of version %i finds the first record at a time', async (version) => {
    expect(await ask(version, requestOf(1_000))).toMatchObject({
      errorCode: 0,
      offset: 7,
      timestamp: 1_000,
      leaderEpoch: version >= 4 ? 5 : -1,
    });
  });

  it('finds the ends of the log, which have no time', async () => {
    const kinds: unknown[] = [];
    replica.offsets = ({ kind }) => {
      kinds.push(kind);
      return Promise.resolve({ offset: offset(3), timestampMs: null, leaderEpoch: leaderEpoch(5) });
    };
    expect(await ask(7, requestOf(-1))).toMatchObject({ offset: 3, timestamp: -1 });
    await ask(7, requestOf(-2));
    await ask(7, requestOf(-3));
    expect(kinds).toEqual(['latest', 'earliest', 'maxTimestamp']);
  });

  it('answers "none" without an error where no record is that young', async () => {
    replica.offsets = () => Promise.resolve(null);
    expect(await ask(7, requestOf(5))).toMatchObject({ errorCode: 0, offset: -1, timestamp: -1 });
  });

  test.each([
    [4, ErrorCode.LEADER_NOT_AVAILABLE],
    [5, ErrorCode.OFFSET_NOT_AVAILABLE],
  ])('says in words of version %i that a new leader does not know its end yet', async (version, code) => {
    replica.offsets = () => Promise.resolve(refusal(ErrorCode.OFFSET_NOT_AVAILABLE));
    expect(await ask(version, requestOf(-1))).toMatchObject({ errorCode: code, offset: -1 });
  });

  it('refuses a kind that the version does not have', async () => {
    expect(await ask(6, requestOf(-3))).toMatchObject({ errorCode: ErrorCode.UNSUPPORTED_VERSION });
  });

  it('refuses a partition that is named twice, each time', async () => {
    const partition = { partitionIndex: 0, timestamp: -1 };
    const response = await client.ask(ListOffsets, 7, {
      replicaId: -1,
      topics: [{ name: 'orders', partitions: [partition, partition] }],
    });
    expect(response.topics[0]?.partitions.map(({ errorCode }) => errorCode)).toEqual([
      ErrorCode.INVALID_REQUEST,
      ErrorCode.INVALID_REQUEST,
    ]);
  });

  it('answers followers nothing where brokers cannot prove themselves', async () => {
    expect(await ask(7, requestOf(-1, { replicaId: 2 }))).toMatchObject({
      errorCode: ErrorCode.CLUSTER_AUTHORIZATION_FAILED,
    });
  });

  it('passes on the isolation level and the epoch that the client believes in', async () => {
    const seen: unknown[] = [];
    replica.offsets = (request) => {
      seen.push(request);
      return Promise.resolve(null);
    };
    await client.ask(ListOffsets, 7, {
      replicaId: -1,
      isolationLevel: 1,
      topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp: -1, currentLeaderEpoch: 4 }] }],
    });
    expect(seen).toEqual([{ kind: 'latest', isolation: 'read_committed', currentLeaderEpoch: 4 }]);
  });
});

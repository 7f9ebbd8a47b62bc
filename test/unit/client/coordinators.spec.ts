import { ErrorCode } from '@yak/model';
import { apis, FindCoordinator, type RequestOf } from '@yak/protocol';
import { KafkaError } from '@yak/client';
import { isCoordinatorAbsent } from '../../../libs/client/src/coordinators';
import { FakeCluster } from '../../support/client/fake-broker';
import { drive } from '../../support/network/drive';

type Asked = RequestOf<typeof FindCoordinator>;

/** Two brokers; groups whose id ends in an odd digit are coordinated by broker 1, the others by 2. Codes are answered first. */
async function world(versionMax = FindCoordinator.versions.max, codes: number[] = []) {
  const cluster = await FakeCluster.start(2);
  const place = (key: string) => {
    const nodeId = Number(key.at(-1)) % 2 === 1 ? 1 : 2;
    return { key, nodeId, host: '127.0.0.1', port: 9091 + nodeId, errorCode: codes.shift() ?? 0, errorMessage: null };
  };
  const versions = [...apis.values()].map(({ key, versions: { min, max } }) => ({
    apiKey: key,
    minVersion: min,
    maxVersion: key === FindCoordinator.key ? versionMax : max,
  }));
  cluster.intercept = ({ key, body }) => {
    if (key === 18) return { errorCode: 0, apiKeys: versions };
    if (key !== FindCoordinator.key) return undefined;
    const asked = body as Asked;
    return versionMax < 4 ? place(asked.key) : { coordinators: asked.coordinatorKeys.map(place) };
  };
  const client = await cluster.client({ retryTimeoutMs: 2_000 });
  const call = <T>(promise: Promise<T>): Promise<T> => drive(cluster.clock, promise);
  return { cluster, coordinators: client.coordinators, call };
}

describe('coordinators', () => {
  test.each([3, 6])('are found once and remembered until they are forgotten (FindCoordinator %i)', async (version) => {
    const { coordinators, call, cluster } = await world(version);
    expect(await call(coordinators.brokerOf('g1'))).toBe(1);
    expect(await call(coordinators.brokerOf('g1'))).toBe(1);
    expect(cluster.countOf(FindCoordinator.key)).toBe(1);
    coordinators.forget('g1');
    await call(coordinators.brokerOf('g1'));
    expect(cluster.countOf(FindCoordinator.key)).toBe(2);
  });

  it('of transactional ids are asked for as such, and never remembered', async () => {
    const { coordinators, call, cluster } = await world();
    expect(await call(coordinators.find('transaction', 't2'))).toEqual({ brokerId: 2, host: '127.0.0.1', port: 9093 });
    expect(cluster.asked.at(-1)?.body).toMatchObject({ keyType: 1, coordinatorKeys: ['t2'] });
  });

  it('that are not there are an error with its name', async () => {
    const { coordinators, call } = await world(6, [ErrorCode.COORDINATOR_NOT_AVAILABLE]);
    await expect(call(coordinators.find('group', 'g1'))).rejects.toMatchObject({
      kafkaName: 'COORDINATOR_NOT_AVAILABLE',
    });
  });

  test.each([
    [3, 3],
    [6, 1],
  ])('of several groups take few requests (FindCoordinator %i: %i)', async (version, requests) => {
    const { coordinators, call, cluster } = await world(version);
    const asked: [number, readonly string[]][] = [];
    const ask = (mine: readonly string[], { brokerId }: { brokerId: number }) => {
      asked.push([brokerId, mine]);
      return Promise.resolve(new Map(mine.map((id) => [id, 0])));
    };
    const answers = await call(coordinators.each(['g1', 'g2', 'g3', 'g1'], ask, (code) => code));
    expect([...answers]).toEqual([
      ['g1', 0],
      ['g3', 0],
      ['g2', 0],
    ]);
    expect(asked).toEqual([
      [1, ['g1', 'g3']],
      [2, ['g2']],
    ]);
    expect(cluster.countOf(FindCoordinator.key)).toBe(requests);
  });

  test.each([
    ['has moved', ErrorCode.NOT_COORDINATOR, 2],
    ['is not there', ErrorCode.COORDINATOR_NOT_AVAILABLE, 2],
    ['loads', ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, 1],
  ])('are asked again about the groups whose coordinator %s', async (_what, code, finds) => {
    const { coordinators, call, cluster } = await world();
    const asked: (readonly string[])[] = [];
    const ask = (mine: readonly string[]) => {
      asked.push(mine);
      return Promise.resolve(new Map(mine.map((id) => [id, asked.length === 1 && id === 'g1' ? code : 0])));
    };
    expect([...(await call(coordinators.each(['g1', 'g3'], ask, (each) => each)))]).toEqual([
      ['g1', 0],
      ['g3', 0],
    ]);
    expect(asked).toEqual([['g1', 'g3'], ['g1']]);
    expect(cluster.countOf(FindCoordinator.key)).toBe(finds);
  });

  it('that stay away are the error of their groups alone', async () => {
    const { coordinators, call } = await world();
    const ask = (mine: readonly string[]) =>
      Promise.resolve(new Map(mine.map((id) => [id, id === 'g1' ? ErrorCode.NOT_COORDINATOR : 0])));
    const answers = await call(coordinators.each(['g1', 'g2', 'g3'], ask, (code) => code));
    expect(answers.get('g1')).toMatchObject({ kafkaName: 'NOT_COORDINATOR' });
    expect([answers.get('g2'), answers.get('g3')]).toEqual([0, 0]);
  });

  it('that cannot be reached are asked again, too', async () => {
    const { coordinators, call } = await world();
    let attempts = 0;
    const ask = (mine: readonly string[]): Promise<ReadonlyMap<string, number>> => {
      attempts += 1;
      return attempts === 1
        ? Promise.reject(new KafkaError(ErrorCode.NETWORK_EXCEPTION))
        : Promise.resolve(new Map(mine.map((id) => [id, 0])));
    };
    expect([...(await call(coordinators.each(['g1'], ask, (code) => code)))]).toEqual([['g1', 0]]);
  });

  it('that leave a group out of their answer have not answered', async () => {
    const { coordinators, call } = await world();
    const answers = await call(
      coordinators.each(
        ['g1'],
        () => Promise.resolve(new Map<string, number>()),
        (code) => code,
      ),
    );
    expect(answers.get('g1')).toMatchObject({ message: 'UNKNOWN_SERVER_ERROR: no answer for group g1' });
  });
});

it('each lane is somebody’s own', async () => {
  const { coordinators } = await world();
  expect(coordinators.newLane()).not.toBe(coordinators.newLane());
});

test.each([
  [ErrorCode.NONE, false],
  [ErrorCode.GROUP_ID_NOT_FOUND, false],
  [ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, true],
  [ErrorCode.COORDINATOR_NOT_AVAILABLE, true],
  [ErrorCode.NOT_COORDINATOR, true],
])('code %i: the coordinator is absent %s', (code, isAbsent) => {
  expect(isCoordinatorAbsent(code)).toBe(isAbsent);
});

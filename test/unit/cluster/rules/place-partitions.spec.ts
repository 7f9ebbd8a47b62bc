import { brokerId, ErrorCode, isRefusal } from '@yak/model';
import { type PlaceableBroker, placePartitions } from '../../../../libs/cluster/src/rules/place-partitions';

const brokers = (...racks: (string | null)[]): PlaceableBroker[] =>
  racks.map((rack, index) => ({ brokerId: brokerId(index + 1), rack, isAlive: true }));
const placed = (request: Parameters<typeof placePartitions>[0]): number[][] => {
  const placement = placePartitions(request);
  if (isRefusal(placement)) throw new Error(placement.detail);
  return placement.map((replicas) => [...replicas]);
};

test('one broker gets everything', () => {
  expect(placed({ brokers: brokers(null), partitionCount: 3, replicationFactor: 1, start: 7 })).toEqual([
    [1],
    [1],
    [1],
  ]);
});

test.each([0, 1, 2, 5])('leaders and followers spread evenly from any start (%i)', (start) => {
  const placement = placed({
    brokers: brokers(null, null, null, null),
    partitionCount: 12,
    replicationFactor: 3,
    start,
  });
  const leaders = [1, 2, 3, 4].map((id) => placement.filter((replicas) => replicas[0] === id).length);
  const all = [1, 2, 3, 4].map((id) => placement.filter((replicas) => replicas.includes(id)).length);
  expect(leaders).toEqual([3, 3, 3, 3]);
  for (const replicas of placement) expect(new Set(replicas).size).toBe(3);
  expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(3);
});

test('replicas of one partition stand in different racks as long as there are any', () => {
  const placement = placed({
    brokers: brokers('a', 'a', 'b', 'b', 'c', 'c'),
    partitionCount: 30,
    replicationFactor: 3,
    start: 2,
  });
  const rackOf = (id: number): string => 'aabbcc'[id - 1] ?? '';
  for (const replicas of placement) expect(replicas.map(rackOf).sort()).toEqual(['a', 'b', 'c']);
});

test('with fewer racks than replicas every rack is used before one is used twice', () => {
  const placement = placed({ brokers: brokers('a', 'a', 'b', 'b'), partitionCount: 8, replicationFactor: 3, start: 0 });
  for (const replicas of placement) expect(new Set(replicas.map((id) => (id <= 2 ? 'a' : 'b'))).size).toBe(2);
});

test('a broker that does not live follows but is no preferred leader, and comes last', () => {
  const some = brokers(null, null, null).map((broker) => ({ ...broker, isAlive: broker.brokerId !== 2 }));
  const placement = placed({ brokers: some, partitionCount: 6, replicationFactor: 3, start: 0 });
  for (const replicas of placement) expect(replicas.indexOf(2)).toBe(2);
});

test.each([
  ['too few brokers', brokers(null, null), 3],
  ['no broker', [], 1],
  ['nobody alive', brokers(null).map((broker) => ({ ...broker, isAlive: false })), 1],
])('placement with %s is refused', (_, some, replicationFactor) => {
  expect(placePartitions({ brokers: some, partitionCount: 1, replicationFactor, start: 0 })).toMatchObject({
    code: ErrorCode.INVALID_REPLICATION_FACTOR,
  });
});

import {
  committedOffsets,
  describedGroups,
  groupIfAny,
  lagsOf,
  offsetsAt,
  placesOfScopes,
} from '../../../apps/cli/src/group-offsets';
import { fakeGroupCluster, placesOf } from '../../support/cli/fake-group-cluster';

const cluster = fakeGroupCluster(
  { orders: 2 },
  {
    g: { committed: { 'orders-0': 15, 'gone-0': 1 }, members: { m: 'orders:0,1' } },
    h: { committed: { 'orders-1': 20 } },
  },
  { 'log orders-1': 5, locked: 30 },
);

it('ends of logs that are gone or do not answer are left out', async () => {
  expect([...(await offsetsAt(cluster, placesOf('orders:0,1,7 gone:0'), -1))]).toEqual([['orders-0', 20]]);
  expect((await offsetsAt(cluster, [], -1)).size).toBe(0);
});

it('a time after the last record has no offset', async () => {
  expect([...(await offsetsAt(cluster, placesOf('orders:0'), 1_500))]).toEqual([['orders-0', 12]]);
  expect((await offsetsAt(cluster, placesOf('orders:0'), 99_000)).size).toBe(0);
});

it('lag is that of what was committed and of what is read', async () => {
  const lags = await lagsOf(cluster, await describedGroups(cluster, ['g', 'h', 'g']));
  expect(lags.get('g')?.map(({ topic, partition, lag }) => [topic, partition, lag])).toEqual([
    ['gone', 0, null],
    ['orders', 0, 5],
    ['orders', 1, null],
  ]);
  expect(lags.get('h')).toHaveLength(1);
});

it('a group that is not there is null, one that is closed to us an error', async () => {
  expect(await groupIfAny(cluster, 'none')).toBeNull();
  expect((await groupIfAny(cluster, 'h'))?.groupId).toBe('h');
  await expect(groupIfAny(cluster, 'locked')).rejects.toMatchObject({ exitCode: 5 });
  await expect(committedOffsets(cluster, 'locked')).rejects.toMatchObject({ exitCode: 5 });
  expect(await committedOffsets(cluster, 'none')).toEqual([]);
});

it('a scope is its partitions, or all of them', async () => {
  expect(await placesOfScopes(cluster, [{ topic: 'orders', partitions: [1] }])).toEqual(placesOf('orders:1'));
  expect(await placesOfScopes(cluster, [{ topic: 'orders', partitions: null }])).toEqual(placesOf('orders:0,1'));
  await expect(placesOfScopes(cluster, [{ topic: 'orders', partitions: [2] }])).rejects.toMatchObject({ exitCode: 4 });
});

import { seededRandom } from '@yak/base';
import { joinedIdentity, openIdentity } from '../../../../libs/storage/src/directory/open-identity';
import { DATA, SimulatedStorage } from '../../../support/storage/simulated-storage';

const CLUSTER = 'aaaaaaaaaaaaaaaaaaaaaa';

test('a directory keeps the identity that it was first given', async () => {
  const storage = new SimulatedStorage('identity');
  const disk = storage.disk.process();
  await storage.run(disk.makeDirectory(DATA));
  const claim = { disk, path: DATA, random: seededRandom(1), nodeId: 1, clusterId: null, hasPartitions: false };
  const made = await storage.run(openIdentity(claim));
  expect(made.directoryId).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(await storage.run(joinedIdentity(disk, DATA, made, CLUSTER))).toEqual({ ...made, clusterId: CLUSTER });
  expect(
    await storage.run(openIdentity({ ...claim, random: seededRandom(2), clusterId: CLUSTER, hasPartitions: true })),
  ).toEqual({ ...made, clusterId: CLUSTER });
  await expect(storage.run(openIdentity({ ...claim, nodeId: 2 }))).rejects.toMatchObject({
    code: 'YAK_STORAGE_FOREIGN',
  });
  await expect(storage.run(openIdentity({ ...claim, clusterId: 'b'.repeat(22) }))).rejects.toMatchObject({
    code: 'YAK_STORAGE_FOREIGN',
  });
  storage.disk.removeContent(`${DATA}/meta.properties`);
  await expect(storage.run(openIdentity({ ...claim, hasPartitions: true }))).rejects.toMatchObject({
    code: 'YAK_STORAGE_CORRUPT',
  });
});

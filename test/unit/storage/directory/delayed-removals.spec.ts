import { DelayedRemovals } from '../../../../libs/storage/src/directory/delayed-removals';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

test('a path is removed when its delay has passed, not before', async () => {
  const storage = new SimulatedStorage('removals');
  storage.disk.replaceContent('/d/soon', Buffer.from('x'));
  storage.disk.replaceContent('/d/late/file', Buffer.from('x'));
  const removals = new DelayedRemovals(storage.disk.process(), storage.clock);
  removals.add('/d/soon', 10);
  removals.add('/d/late', 1000);
  await storage.run(removals.run());
  expect(storage.disk.paths()).toHaveLength(2);
  await storage.pass(20);
  await storage.run(removals.run());
  expect([storage.disk.paths(), removals.count]).toEqual([['/d/late/file'], 1]);
});

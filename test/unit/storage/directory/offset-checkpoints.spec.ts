import { silentLogger } from '@yak/base';
import { OffsetCheckpoints } from '../../../../libs/storage/src/directory/offset-checkpoints';
import { DATA, SimulatedStorage } from '../../../support/storage/simulated-storage';

test('the offsets survive a power cut once written; zero is left out; each kind has its file', async () => {
  const storage = new SimulatedStorage('offset checkpoints');
  await storage.run(storage.disk.process().makeDirectory(DATA));
  const offsets = { recoveryPoint: 5, highWatermark: 7, logStart: 0 };
  const logs = [
    { topic: 'a', partition: 0, offsetOf: (checkpoint: keyof typeof offsets): number => offsets[checkpoint] },
  ];
  const checkpoints = new OffsetCheckpoints(storage.disk.process(), DATA, () => logs);
  await storage.run(
    Promise.all([
      checkpoints.write('recoveryPoint'),
      checkpoints.write('highWatermark'),
      checkpoints.write('logStart'),
    ]),
  );
  await storage.run(storage.disk.process().syncDirectory('/'));
  storage.disk.crash();
  const again = new OffsetCheckpoints(storage.disk.process(), DATA, () => []);
  expect(await storage.run(again.read('recoveryPoint', silentLogger))).toEqual(new Map([['a-0', 5]]));
  expect(await storage.run(again.read('highWatermark', silentLogger))).toEqual(new Map([['a-0', 7]]));
  expect(await storage.run(again.read('logStart', silentLogger))).toEqual(new Map());
});

test('an unreadable checkpoint counts as empty, with a warning', async () => {
  const storage = new SimulatedStorage('unreadable');
  storage.disk.replaceContent(`${DATA}/replication-offset-checkpoint`, Buffer.from('junk'));
  const warnings: string[] = [];
  const checkpoints = new OffsetCheckpoints(storage.disk.process(), DATA, () => []);
  expect(
    (await storage.run(checkpoints.read('highWatermark', { log: (level) => void warnings.push(level) }))).size,
  ).toBe(0);
  expect(warnings).toEqual(['warn']);
});

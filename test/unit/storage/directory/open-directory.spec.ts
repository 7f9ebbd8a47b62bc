import { seededRandom, silentLogger } from '@yak/base';
import { openDirectory } from '../../../../libs/storage/src/directory/open-directory';
import { DATA, SimulatedStorage } from '../../../support/storage/simulated-storage';

test('the clean-shutdown file counts once: it is gone, durably, before anything is loaded', async () => {
  const storage = new SimulatedStorage('open directory');
  const open = () =>
    storage.run(
      openDirectory({
        disk: storage.disk.process(),
        path: DATA,
        random: seededRandom(1),
        logger: silentLogger,
        nodeId: 1,
        clusterId: null,
      }),
    );
  const first = await open();
  expect([first.wasCleanlyShutDown, first.cleanShutdownBrokerEpoch]).toEqual([false, null]);
  await first.lock.release();
  storage.disk.replaceContent(`${DATA}/.kafka_cleanshutdown`, Buffer.from('{"version":0,"brokerEpoch":4}'));
  storage.disk.replaceContent(`${DATA}/orders-1.${'a'.repeat(32)}-delete/x.log`, Buffer.from('x'));
  storage.disk.replaceContent(`${DATA}/orders-2/x`, Buffer.from('x'));
  const second = await open();
  expect([second.wasCleanlyShutDown, second.cleanShutdownBrokerEpoch]).toEqual([true, 4]);
  expect(second.partitions.map(({ key }) => key)).toEqual(['orders-2']);
  expect(storage.disk.paths().some((path) => path.includes('-delete'))).toBe(false);
  storage.disk.crash();
  const third = await open();
  expect(third.wasCleanlyShutDown).toBe(false);
  expect(third.identity).toEqual(second.identity);
});

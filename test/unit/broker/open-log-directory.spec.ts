import { seededRandom, silentLogger, silentMeter, systemClock } from '@yak/base';
import { resolveBrokerSettings } from '@yak/settings';
import { SimulatedDisk } from '@yak/simulation';
import { openLogDirectory } from '../../../libs/broker/src/open-log-directory';

it('opens the logs and, beside them, the records that were obeyed, and finds both again', async () => {
  const clock = systemClock;
  const random = seededRandom('open-log-directory');
  const disk = new SimulatedDisk({ clock, random }).process();
  const { settings } = resolveBrokerSettings({ flags: { 'node.id': '7' } });
  const options = {
    settings,
    disk,
    logDirectoryPath: '/logs',
    clock,
    random,
    logger: silentLogger,
    meter: silentMeter,
  };
  const first = await openLogDirectory(options);
  await first.obeyedFile.append([Buffer.from('obeyed')]);
  await first.obeyedFile.close();
  await first.directory.close({ brokerEpoch: 5 });
  const second = await openLogDirectory(options);
  expect(second.obeyedFile.entries().map(String)).toEqual(['obeyed']);
  expect(second.directory.directoryId).toBe(first.directory.directoryId);
  expect(second.directory.cleanShutdownBrokerEpoch).toBe(5);
  await second.directory.abandon();
});

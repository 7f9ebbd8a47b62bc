import { testBatch } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';
import { defaultLogSettings } from '@yak/storage';
import { openLog } from '../../../../libs/storage/src/directory/open-log';

test('a log opens at what its checkpoints say, clipped to what its files hold', async () => {
  const storage = new SimulatedStorage('open log');
  const batches = [testBatch(0), testBatch(1), testBatch(2)];
  storage.disk.replaceContent('/p/00000000000000000000.log', Buffer.concat(batches.map(({ bytes }) => bytes)));
  const origin = {
    wasClean: false,
    recoveryPoint: 0,
    logStartOffset: 1,
    highWatermark: 9,
    settings: defaultLogSettings,
  };
  const { log, recovery } = await storage.run(
    openLog(logSurroundings(storage), '/p', ['00000000000000000000.log'], origin),
  );
  expect([log.logStartOffset, log.logEndOffset, log.highWatermark]).toEqual([1, 3, 3]);
  expect(recovery).toEqual({ bytesScanned: log.sizeInBytes, bytesCut: 0, segmentsDeleted: 0, corruptBatches: 0 });
});

import { firstTimestampOf } from '../../../../libs/storage/src/cleaner/first-timestamp';
import { Segment } from '../../../../libs/storage/src/log/segment';
import { testBatch } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

test('the time of the first batch is read from the log once; an empty segment has none', async () => {
  const storage = new SimulatedStorage('first');
  const surroundings = logSurroundings(storage);
  const segment = new Segment('/p', 0, 0);
  expect(await storage.run(firstTimestampOf(segment, surroundings))).toBeNull();
  const bytes = Buffer.concat([testBatch(0, { timestampMs: 700 }).bytes, testBatch(1, { timestampMs: 900 }).bytes]);
  storage.disk.replaceContent(segment.logPath, bytes);
  segment.sizeInBytes = bytes.length;
  expect(await storage.run(firstTimestampOf(segment, surroundings))).toBe(700);
  const { operations } = storage.disk;
  expect(await storage.run(firstTimestampOf(segment, surroundings))).toBe(700);
  expect(storage.disk.operations).toBe(operations);
});

import { offset } from '@yak/model';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';
import { testBatch } from '../../../support/storage/batches';
import { maxTimestampOf } from '../../../../libs/storage/src/log/offsets-by-time';
import { Segment } from '../../../../libs/storage/src/log/segment';
import { logSurroundings } from '../../../support/storage/log-surroundings';

const times = [1000, 3000, 2000, 2000, 5000, 4000, 5000];

test.each([
  [0, 0, 1000],
  [1001, 1, 3000],
  [3000, 1, 3000],
  [3001, 4, 5000],
  [5000, 4, 5000],
  [5001, null, null],
])('the first record at or after %i ms is at offset %p', async (timestampMs, at, foundMs) => {
  const storage = new SimulatedStorage('by time');
  const directory = await storage.open();
  const log = await storage.log(directory, { segmentBytes: 220, indexIntervalBytes: 50 });
  for (const [i, atMs] of times.entries()) log.append(testBatch(i, { timestampMs: atMs }));
  await storage.run(log.flush());
  expect(await storage.run(log.offsetForTimestamp(timestampMs))).toEqual(
    at === null ? null : { offset: at, timestampMs: foundMs, leaderEpoch: 1 },
  );
  expect(await storage.run(log.offsetOfMaxTimestamp())).toEqual({ offset: 4, timestampMs: 5000, leaderEpoch: 1 });
  log.setHighWatermark(offset(7));
  await storage.run(log.advanceLogStart(offset(2)));
  expect(await storage.run(log.offsetForTimestamp(0))).toMatchObject({ offset: 2, timestampMs: 2000 });
});

test('an empty log has no record of any time', async () => {
  const storage = new SimulatedStorage('no time');
  const log = await storage.log(await storage.open());
  expect([await storage.run(log.offsetForTimestamp(0)), await storage.run(log.offsetOfMaxTimestamp())]).toEqual([
    null,
    null,
  ]);
  expect(await maxTimestampOf(new Segment('/p', 0, 0), logSurroundings(storage), 4096)).toBe(-1);
});

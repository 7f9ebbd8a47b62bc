import { retireSegment } from '../../../../libs/storage/src/log/retire-segment';
import { Segment } from '../../../../libs/storage/src/log/segment';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

const name = (suffix: string): string => `/p/${'0'.repeat(19)}5.${suffix}`;

test.each([
  { withSnapshot: true, left: ['log.deleted', 'snapshot.deleted', 'timeindex.deleted'] },
  { withSnapshot: false, left: ['log.deleted', 'snapshot', 'timeindex.deleted'] },
])('a segment leaves under other names, its snapshot too: $withSnapshot', async ({ withSnapshot, left }) => {
  const storage = new SimulatedStorage('retire');
  for (const suffix of ['log', 'timeindex', 'snapshot']) storage.disk.replaceContent(name(suffix), Buffer.from('x'));
  const surroundings = logSurroundings(storage);
  const segment = new Segment('/p', 5, 0);
  segment.isCreated = true;
  await storage.run(retireSegment(surroundings, segment, { fileDeleteDelayMs: 0, withSnapshot }));
  expect(storage.disk.paths()).toEqual(left.map(name));
  expect(surroundings.removed.sort()).toEqual(left.filter((each) => each.endsWith('deleted')).map(name));
  expect(segment.isGone).toBe(true);
});

test('a segment without a file has nothing to rename', async () => {
  const storage = new SimulatedStorage('nothing');
  const segment = new Segment('/p', 5, 0);
  await storage.run(retireSegment(logSurroundings(storage), segment, { fileDeleteDelayMs: 0, withSnapshot: true }));
  expect([segment.isGone, storage.disk.operations]).toEqual([true, 0]);
});

test('a file that a reader opens meanwhile does not stand for one that takes the name later', async () => {
  const storage = new SimulatedStorage('meanwhile');
  storage.disk.replaceContent(name('log'), Buffer.from('old'));
  const surroundings = logSurroundings(storage);
  const segment = new Segment('/p', 5, 0);
  segment.isCreated = true;
  const retiring = retireSegment(surroundings, segment, { fileDeleteDelayMs: 0, withSnapshot: true });
  const reading = surroundings.files.use(name('log'), 'existing', () => Promise.resolve());
  await storage.run(Promise.allSettled([retiring, reading]));
  expect(surroundings.files.count).toBe(0);
});

import { ProducerStates } from '@yak/records';
import { ProducerReplay, writeProducerSnapshot } from '../../../../libs/storage/src/log/producer-replay';
import { Segment } from '../../../../libs/storage/src/log/segment';
import { testBatch } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

const batches = Array.from({ length: 10 }, (_, i) =>
  testBatch(i, { producer: { producerId: i % 3, producerEpoch: 0, baseSequence: i } }),
);

function statesUpTo(end: number): ProducerStates {
  const states = new ProducerStates();
  for (const { header } of batches.slice(0, end)) states.apply(header);
  return states;
}

async function replayed(harm: boolean, endOffset: number) {
  const storage = new SimulatedStorage('replay');
  const { disk, files, indexes } = logSurroundings(storage);
  const segment = new Segment('/p', 0, 0);
  for (const { header } of batches) segment.add(header, 100);
  storage.disk.replaceContent(segment.logPath, Buffer.concat(batches.map(({ bytes }) => bytes)));
  for (const offset of [4, 8])
    await storage.run(writeProducerSnapshot(disk, '/p', { offset, bytes: statesUpTo(offset).snapshot() }));
  if (harm) storage.disk.flipBit('/p/00000000000000000008.snapshot', 90);
  const replay = new ProducerReplay(disk, '/p', [4, 8]);
  const states = await storage.run(
    replay.upTo(endOffset, { segments: [segment], files, indexes, indexIntervalBytes: 100 }),
  );
  await storage.run(replay.removeAbove(5));
  return { states, paths: storage.disk.paths() };
}

test.each([
  { harm: false, end: Infinity, upTo: 10 },
  { harm: true, end: Infinity, upTo: 10 },
  { harm: false, end: 6, upTo: 6 },
  { harm: false, end: 2, upTo: 2 },
])(
  'a snapshot and the batches behind it give the state before $upTo (newest harmed: $harm)',
  async ({ harm, end, upTo }) => {
    const { states, paths } = await replayed(harm, end);
    expect(states.snapshot().equals(statesUpTo(upTo).snapshot())).toBe(true);
    expect(paths).toEqual(['/p/00000000000000000000.log', '/p/00000000000000000004.snapshot']);
  },
);

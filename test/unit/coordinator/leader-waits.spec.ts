import { silentMeter } from '@yak/base';
import { FileMetadataStore, MemoryMetadataFile } from '@yak/bus';
import { partitionEpoch, partitionIndex } from '@yak/model';
import { DecidedWrites } from '../../../libs/coordinator/src/decided-writes';
import { LeaderWaits } from '../../../libs/coordinator/src/leader-waits';
import { put, remove } from '../../../libs/coordinator/src/record-changes';
import { topicKey } from '@yak/control';
import { ManualClock } from '../../support/cluster/manual-clock';
import { partitionRecord, TOPIC } from '../../support/cluster/records';

async function setUp() {
  const clock = new ManualClock();
  const store = FileMetadataStore.open({ file: new MemoryMetadataFile() });
  const writes = new DecidedWrites({ store, meter: silentMeter });
  await writes.start();
  const topic = { kind: 'topic', topicId: TOPIC, name: 'orders', partitionCount: 2, operationId: 'o' } as const;
  const leaderless = [0, 1].map((index) => partitionRecord({ partition: partitionIndex(index), leader: null }));
  await store.write([{ changes: [topic, ...leaderless].map((record) => put(writes.image, record)) }]);
  const lead = (index: number) =>
    store.write([
      {
        changes: [
          put(writes.image, partitionRecord({ partition: partitionIndex(index), partitionEpoch: partitionEpoch(10) })),
        ],
      },
    ]);
  return { clock, store, writes, waits: new LeaderWaits({ clock, writes }), lead };
}

test('a wait ends when the last partition has a leader', async () => {
  const { clock, waits, lead } = await setUp();
  const led = waits.untilLed(TOPIC, 1_000);
  await lead(0);
  expect(clock.armed).toBe(1);
  await lead(1);
  expect(await led).toBe(true);
  expect(clock.armed).toBe(0);
  expect(await waits.untilLed(TOPIC, 0)).toBe(true);
});

type Parts = Awaited<ReturnType<typeof setUp>>;

test.each<[string, (parts: Parts) => Promise<unknown>]>([
  ['in time', ({ clock }) => clock.run(1_000)],
  [
    'before the topic is deleted',
    ({ store, writes }) => store.write([{ changes: [remove(writes.image, topicKey(TOPIC))] }]),
  ],
  [
    'before the coordinator stops',
    ({ waits }) => {
      waits.stop();
      return Promise.resolve();
    },
  ],
])('a wait ends without leaders where they do not come %s', async (_, end) => {
  const parts = await setUp();
  const led = parts.waits.untilLed(TOPIC, 1_000);
  await parts.lead(0);
  await end(parts);
  expect(await led).toBe(false);
  expect(parts.clock.armed).toBe(0);
});

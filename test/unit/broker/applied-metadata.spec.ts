import type { MetadataBatch } from '@yak/bus';
import { topicId } from '@yak/model';
import { AppliedMetadata } from '../../../libs/broker/src/applied-metadata';
import { ManualClock } from '../../support/cluster/manual-clock';

const TOPIC = topicId('a'.repeat(32));
const batchOf = (revision: number): MetadataBatch => ({
  revision,
  changes: [
    {
      key: `topic.${TOPIC}`,
      revision,
      record: { kind: 'topic', topicId: TOPIC, name: 'orders', partitionCount: revision, operationId: '' },
    },
  ],
});

describe('applied metadata', () => {
  let clock: ManualClock;
  let applied: AppliedMetadata;
  let feed: (batch: MetadataBatch) => void;
  let isWatched: boolean;

  beforeEach(async () => {
    clock = new ManualClock();
    applied = new AppliedMetadata(clock);
    await applied.follow({
      watch: (_from, listener) => {
        feed = listener;
        isWatched = true;
        return Promise.resolve({ stop: () => (isWatched = false) });
      },
    });
  });

  it('tells what each batch changed, after it was applied', () => {
    const seen: unknown[] = [];
    applied.onApplied(({ topics, revision }) =>
      seen.push([topics.length, revision, applied.image.topicByName('orders')?.topicId]),
    );
    feed(batchOf(3));
    expect(seen).toEqual([[1, 3, TOPIC]]);
  });

  it('lets those who wait for a revision go once it is applied', async () => {
    const told: string[] = [];
    void applied.whenApplied(2, 1_000).then((isReached) => told.push(`2 ${isReached}`));
    void applied.whenApplied(5, 1_000).then((isReached) => told.push(`5 ${isReached}`));
    feed(batchOf(3));
    await clock.run(0);
    expect(told).toEqual(['2 true']);
    await clock.run(1_000);
    expect(told).toEqual(['2 true', '5 false']);
    expect(await applied.whenApplied(3, 0)).toBe(true);
  });

  it('hears and lets wait no longer once stopped', async () => {
    const wait = applied.whenApplied(9, 60_000);
    applied.stop();
    expect(isWatched).toBe(false);
    expect(await wait).toBe(false);
    expect(clock.armed).toBe(0);
  });
});

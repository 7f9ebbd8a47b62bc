import { ErrorCode } from '@yak/model';
import { PartitionQueue } from '../../../libs/client/src/partition-queue';
import { type LaneOwner, type LaneSettings, ProduceLane, type TakenBatch } from '../../../libs/client/src/produce-lane';
import { FakeCluster } from '../../support/client/fake-broker';
import { runFor } from '../../support/network/drive';

const settings: LaneSettings = { acks: -1, codec: 'none', inFlightMax: 2, acksTimeoutMs: 1_000 };

async function laneOf(texts: readonly string[], options: Partial<LaneSettings> = {}) {
  const cluster = await FakeCluster.start();
  cluster.createTopic('orders', [1]);
  const client = await cluster.client();
  const queue = new PartitionQueue('orders', 0, 1_000);
  for (const text of texts) {
    queue.append({ timestampMs: 1, value: Buffer.from(text) }, 10, 0);
    queue.closeOpen();
  }
  const concluded: (number | string | null)[] = [];
  const owner: LaneOwner = {
    takeFor: () => {
      const batch = queue.take(0);
      return batch === null ? [] : [{ queue, batch }];
    },
    conclude: ({ batch }: TakenBatch, answer) => {
      queue.settle(batch);
      concluded.push(answer.error?.kafkaName ?? answer.baseOffset);
    },
    onFault: (error) => {
      throw error;
    },
  };
  return { cluster, concluded, lane: new ProduceLane(1, client, { ...settings, ...options }, owner) };
}

describe('the lane to one broker', () => {
  it('sends batches in order, and no more requests at once than it may', async () => {
    const { cluster, concluded, lane } = await laneOf(['a', 'b', 'c', 'd']);
    let mostInFlight = 0;
    cluster.intercept = ({ key }) => {
      if (key === 0) mostInFlight = Math.max(mostInFlight, cluster.countOf(0) - concluded.length);
      return undefined;
    };
    lane.wake();
    lane.wake();
    await runFor(cluster.clock, 200);
    expect(concluded).toEqual([0, 1, 2, 3]);
    expect(mostInFlight).toBe(2);
  });

  it('keeps the order when batches are compressed', async () => {
    const { cluster, concluded, lane } = await laneOf(['a', 'b', 'c'], { codec: 'gzip' });
    lane.wake();
    await runFor(cluster.clock, 20);
    for (let round = 0; round < 200 && concluded.length < 3; round += 1) await runFor(cluster.clock, 5);
    expect(concluded).toEqual([0, 1, 2]);
    expect(cluster.partition('orders').batches.map(({ header }) => header.attributes & 7)).toEqual([1, 1, 1]);
  });

  it('tells the owner when the broker is gone', async () => {
    const { cluster, concluded, lane } = await laneOf(['a']);
    await cluster.killBroker(1);
    lane.wake();
    await runFor(cluster.clock, 200);
    expect(concluded).toEqual(['NETWORK_EXCEPTION']);
  });

  it('asks for no answer with acks=0', async () => {
    const { cluster, concluded, lane } = await laneOf(['a', 'b', 'c'], { acks: 0 });
    lane.wake();
    await runFor(cluster.clock, 200);
    expect(concluded).toEqual([null, null, null]);
    expect(cluster.partition('orders').batches).toHaveLength(3);
  });

  it('blames the broker when it answers for another partition', async () => {
    const { cluster, concluded, lane } = await laneOf(['a']);
    cluster.intercept = ({ key }) => (key === 0 ? { responses: [] } : undefined);
    lane.wake();
    await runFor(cluster.clock, 200);
    expect(concluded).toEqual(['UNKNOWN_SERVER_ERROR']);
    expect(ErrorCode.UNKNOWN_SERVER_ERROR).toBe(-1);
  });
});

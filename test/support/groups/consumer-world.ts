import { type ConsumerGroupHeartbeat, type RequestOf, type ResponseInputOf } from '@yak/protocol';
import { topicId } from '@yak/model';
import { type ConsumerGroup, consumerGroupHeartbeat, replayConsumerRecord } from '../../../libs/groups/src/consumer';
import { knownGroup } from '../../../libs/groups/src/consumer/known-group';
import { FakeCaller, FakeServices } from './fake-services';

export type Beat = Partial<RequestOf<typeof ConsumerGroupHeartbeat>>;
export type Answer = ResponseInputOf<typeof ConsumerGroupHeartbeat>;

/** The id that the fake topics give to a topic of this name. */
export const idOf = (name: string) => topicId(Buffer.from(name).toString('hex').padEnd(32, '0').slice(0, 32));

/** Partitions of one topic as a request carries them. */
export const owning = (topic: string, ...partitions: number[]) => ({ topicId: idOf(topic), partitions });

/** A shard with groups of the consumer protocol, and members that speak to it. */
export class ConsumerWorld extends FakeServices {
  constructor() {
    super();
    this.topics.set('orders', 4);
    this.replay = (record) => {
      if (record.kind === 'groupMetadata') {
        if (record.value === null) this.groups.remove(record.key.group);
      } else if (record.kind !== 'offsetCommit') replayConsumerRecord(this, record);
    };
  }

  /** The group `g`. */
  get group(): ConsumerGroup {
    const group = knownGroup(this, 'g');
    if (group === null) throw new Error('there is no consumer group g');
    return group as ConsumerGroup;
  }

  /** A heartbeat of a member of `g`. */
  beat(memberId: string, beat: Beat, caller = new FakeCaller(1)): Promise<Answer> {
    return this.run(
      consumerGroupHeartbeat(
        this,
        {
          groupId: 'g',
          memberId,
          memberEpoch: 0,
          instanceId: null,
          rackId: null,
          rebalanceTimeoutMs: -1,
          subscribedTopicNames: null,
          subscribedTopicRegex: null,
          serverAssignor: null,
          topicPartitions: null,
          ...beat,
        },
        caller,
      ),
    );
  }

  /** The first heartbeat of a member. */
  join(memberId: string, beat: Beat = {}, caller?: FakeCaller): Promise<Answer> {
    return this.beat(
      memberId,
      {
        memberEpoch: 0,
        rebalanceTimeoutMs: 60_000,
        subscribedTopicNames: beat.subscribedTopicRegex === undefined ? ['orders'] : null,
        topicPartitions: [],
        ...beat,
      },
      caller,
    );
  }
}

/** The partitions of an answer by topic name given; null where it says nothing. */
export function given(answer: Answer, topic = 'orders'): readonly number[] | null {
  if (answer.assignment === null || answer.assignment === undefined) return null;
  return answer.assignment.topicPartitions.find((entry) => entry.topicId === idOf(topic))?.partitions ?? [];
}

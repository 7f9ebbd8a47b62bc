/**
 * DescribeProducers, key 61. Served: 0.
 *
 * Behaviours: the producers that the leader of each partition knows, from its producer state; −1 where a producer has no open
 * transaction or no sequence. Source: KIP-664.
 */
import { ErrorCode, isRefusal, refusal, type Refusal, topicNameFault } from '@yak/model';
import { DescribeProducers, type ResponseInputOf } from '@yak/protocol';
import type { ProducerEntry } from '@yak/records';
import { AclOperation, ResourceType } from '@yak/security';
import { admitPartition } from './admit-partition';
import { defineHandler } from './handler';
import type { RequestContext } from './request-context';

type Answered = ResponseInputOf<typeof DescribeProducers>['topics'][number]['partitions'][number];

/** Answers DescribeProducers. */
export const describeProducers = defineHandler({
  api: DescribeProducers,
  serves: { min: 0, max: 0 },
  operation: AclOperation.READ,
  resource: ResourceType.TOPIC,
  handle(request, context) {
    const topics = request.topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partition) => word(partition, find(context, name, partition))),
    }));
    return { throttleTimeMs: context.throttleMs, topics };
  },
});

function find(context: RequestContext, topic: string, partition: number): Iterable<ProducerEntry> | Refusal {
  const fault = topicNameFault(topic);
  if (fault !== null) return refusal(ErrorCode.INVALID_TOPIC_EXCEPTION, fault);
  const hosted = admitPartition(context, topic, partition);
  return isRefusal(hosted) ? hosted : hosted.replica.describeProducers();
}

function word(partitionIndex: number, found: Iterable<ProducerEntry> | Refusal): Answered {
  if (isRefusal(found))
    return { partitionIndex, errorCode: found.code, errorMessage: found.detail, activeProducers: [] };
  return {
    partitionIndex,
    errorCode: ErrorCode.NONE,
    errorMessage: null,
    activeProducers: Array.from(found, wordProducer),
  };
}

function wordProducer(producer: ProducerEntry): Answered['activeProducers'][number] {
  return {
    producerId: producer.producerId,
    producerEpoch: producer.producerEpoch,
    lastSequence: producer.batches.at(-1)?.lastSequence ?? -1,
    lastTimestamp: producer.lastTimestampMs,
    coordinatorEpoch: producer.coordinatorEpoch,
    currentTxnStartOffset: producer.transactionFirstOffset ?? -1,
  };
}

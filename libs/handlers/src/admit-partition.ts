import { ErrorCode, type Refusal, refusal } from '@yak/model';
import type { HostedPartition } from './ports';
import type { RequestContext } from './request-context';

/**
 * The replica to ask for a partition, or why there is none: not allowed, unknown, or held by other brokers. Whether it leads
 * is the replica's own to say.
 */
export function admitPartition(context: RequestContext, topic: string, partition: number): HostedPartition | Refusal {
  if (!context.isAllowed(topic)) return refusal(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
  const { metadata, replicas } = context.ports;
  const hosted = replicas.find(topic, partition);
  if (hosted !== null) return hosted;
  const isKnown = metadata.topicByName(topic)?.partitions[partition] !== undefined;
  return refusal(isKnown ? ErrorCode.NOT_LEADER_OR_FOLLOWER : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
}

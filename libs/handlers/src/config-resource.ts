import { ErrorCode, type Refusal, refusal, topicNameFault } from '@yak/model';
import type { TopicView } from './ports';
import type { RequestContext } from './request-context';

/** Kafka's numbers of the resources that have settings here. Source: Kafka ConfigResource.Type. */
export const ConfigResourceCode = { TOPIC: 2, BROKER: 4 } as const;

/** A resource of the config requests: a topic, this broker, or all brokers. */
export type ConfigTarget =
  { readonly kind: 'topic'; readonly topic: TopicView } | { readonly kind: 'broker'; readonly scope: 'this' | 'all' };

/**
 * What a resource of a config request means. INVALID_REQUEST for other kinds and for another broker's number, as a broker only
 * speaks for itself; UNKNOWN_TOPIC_OR_PARTITION and INVALID_TOPIC_EXCEPTION for topics. Source: Kafka ConfigHelper.
 */
export function configTarget(
  context: RequestContext,
  resourceType: number,
  resourceName: string,
): ConfigTarget | Refusal {
  const { metadata } = context.ports;
  if (resourceType === ConfigResourceCode.TOPIC) {
    const topic = metadata.topicByName(resourceName);
    if (topic !== null) return { kind: 'topic', topic };
    const fault = topicNameFault(resourceName);
    return fault === null
      ? refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
      : refusal(ErrorCode.INVALID_TOPIC_EXCEPTION, fault);
  }
  if (resourceType !== ConfigResourceCode.BROKER)
    return refusal(ErrorCode.INVALID_REQUEST, `resources of type ${resourceType} have no settings here`);
  if (resourceName === '') return { kind: 'broker', scope: 'all' };
  if (resourceName === String(metadata.brokerId)) return { kind: 'broker', scope: 'this' };
  return refusal(
    ErrorCode.INVALID_REQUEST,
    `this is broker ${metadata.brokerId}: ask broker "${resourceName}" itself, or "" for all brokers`,
  );
}

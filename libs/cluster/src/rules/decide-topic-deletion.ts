import type { TopicReference } from '@yak/control';
import { ErrorCode, refusal, type Refusal, type TopicId } from '@yak/model';

/** What the coordinator knows when a topic is to be deleted. */
export interface TopicDeletionFacts {
  /** Null: there is no such topic. */
  readonly topic: { readonly topicId: TopicId; readonly name: string } | null;
  /** The same topic stands elsewhere in the request, by name or by id. */
  readonly isRepeated: boolean;
  /** `delete.topic.enable`. */
  readonly isDeletionEnabled: boolean;
}

/**
 * Whether a topic may be deleted. Source: Kafka ControllerApis.deleteTopics.
 * @returns Refusal TOPIC_DELETION_DISABLED, INVALID_REQUEST for a repeated topic, UNKNOWN_TOPIC_ID or
 *   UNKNOWN_TOPIC_OR_PARTITION by what it was named with
 */
export function decideTopicDeletion(
  reference: TopicReference,
  facts: TopicDeletionFacts,
): { readonly kind: 'deletion'; readonly topicId: TopicId; readonly name: string } | Refusal {
  if (!facts.isDeletionEnabled) return refusal(ErrorCode.TOPIC_DELETION_DISABLED, 'delete.topic.enable is false');
  if (facts.isRepeated) return refusal(ErrorCode.INVALID_REQUEST, 'a topic stands in the request more than once');
  if (facts.topic === null) {
    return 'name' in reference
      ? refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `there is no topic ${reference.name}`)
      : refusal(ErrorCode.UNKNOWN_TOPIC_ID, `there is no topic with id ${reference.topicId}`);
  }
  return { kind: 'deletion', topicId: facts.topic.topicId, name: facts.topic.name };
}

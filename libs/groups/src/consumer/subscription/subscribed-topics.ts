import type { TopicId } from '@yak/model';
import type { MemberDescription } from '../member';
import type { ResolvedPattern, SubscribedTopic } from '../records';

/** What members subscribe to, as far as topics are concerned. */
export type Subscription = Pick<MemberDescription, 'topicNames' | 'pattern'>;

/** The patterns of a group that were matched against the topics. */
export type ResolvedPatterns = ReadonlyMap<string, Pick<ResolvedPattern, 'topics'>>;

/** Where topics are looked up by name. */
export interface TopicsByName {
  byName(name: string): { readonly topicId: TopicId; readonly partitionsCount: number } | null;
}

/** The names that a member subscribes to: those that it gave, and those that its pattern matches. */
export function namesOf(subscription: Subscription, patterns: ResolvedPatterns): ReadonlySet<string> {
  const matched = subscription.pattern === null ? undefined : patterns.get(subscription.pattern)?.topics;
  return new Set(matched === undefined ? subscription.topicNames : [...subscription.topicNames, ...matched]);
}

/** The ids of the topics among those names that exist. */
export function topicIdsOf(
  names: Iterable<string>,
  topics: ReadonlyMap<string, SubscribedTopic>,
): ReadonlySet<TopicId> {
  const ids = new Set<TopicId>();
  for (const name of names) {
    const topic = topics.get(name);
    if (topic !== undefined) ids.add(topic.topicId);
  }
  return ids;
}

/** The topics that members subscribe to and that exist now. */
export function subscribedTopics(
  subscriptions: Iterable<Subscription>,
  patterns: ResolvedPatterns,
  topics: TopicsByName,
): ReadonlyMap<string, SubscribedTopic> {
  const names = new Set<string>();
  for (const subscription of subscriptions) for (const name of namesOf(subscription, patterns)) names.add(name);
  const found = new Map<string, SubscribedTopic>();
  for (const name of names) {
    const topic = topics.byName(name);
    if (topic !== null) found.set(name, { topicId: topic.topicId, partitionsCount: topic.partitionsCount });
  }
  return found;
}

/** Whether both have the same topics with the same ids and as many partitions. */
export function areSameTopics(
  one: ReadonlyMap<string, SubscribedTopic>,
  other: ReadonlyMap<string, SubscribedTopic>,
): boolean {
  if (one.size !== other.size) return false;
  for (const [name, topic] of one) {
    const another = other.get(name);
    if (another?.topicId !== topic.topicId || another.partitionsCount !== topic.partitionsCount) return false;
  }
  return true;
}

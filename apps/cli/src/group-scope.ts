import type { PartitionPlace } from '@yak/client';
import { usageError } from './cli-error';

/** Partitions of one topic. */
export interface TopicScope {
  readonly topic: string;
  /** Null: all. */
  readonly partitions: readonly number[] | null;
}

const INT32_MAX = 2 ** 31 - 1;

const partitionsOf = (text: string, list: string): number[] =>
  list.split(',').map((digits) => {
    const partition = /^\d{1,10}$/.test(digits.trim()) ? Number(digits) : Number.NaN;
    if (Number.isNaN(partition) || partition > INT32_MAX)
      throw usageError(`--topic "${text}": write the topic, and partitions after a colon: orders:0,1,2`);
    return partition;
  });

/**
 * Reads `orders` and `orders:0,1,2`, each as often as need be; what is said of one topic is put together.
 * @throws CliError (usage)
 * Source: kafka-consumer-groups --topic.
 */
export function topicScopes(texts: readonly string[]): readonly TopicScope[] {
  const scopes = new Map<string, readonly number[] | null>();
  for (const text of texts) {
    const at = text.indexOf(':');
    const topic = at < 0 ? text : text.slice(0, at);
    if (topic === '') throw usageError(`--topic "${text}": which topic?`);
    const before = scopes.get(topic);
    const named = at < 0 ? null : partitionsOf(text, text.slice(at + 1));
    scopes.set(topic, named === null || before === null ? null : [...new Set([...(before ?? []), ...named])]);
  }
  return [...scopes].map(([topic, partitions]) => ({ topic, partitions }));
}

/** By topic, then by partition. */
export function byPlace(one: PartitionPlace, other: PartitionPlace): number {
  if (one.topic === other.topic) return one.partition - other.partition;
  return one.topic < other.topic ? -1 : 1;
}

/** Places as `orders:0,1 bills:2`, the form that --topic takes. */
export function scopeText(places: readonly PartitionPlace[]): string {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of [...places].sort(byPlace))
    topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  return [...topics].map(([topic, partitions]) => `${topic}:${partitions.join(',')}`).join(' ');
}

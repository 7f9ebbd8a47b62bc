const LEGAL = /^[a-zA-Z0-9._-]+$/;
const LENGTH_MAX = 249;

/**
 * Why a topic may not have this name, or null when it may. Legal: 1 to 249 of `[a-zA-Z0-9._-]`, neither `.` nor `..`.
 * Source: Kafka Topic.validate.
 */
export function topicNameFault(name: string): string | null {
  if (name === '') return 'a topic name is not empty';
  if (name === '.' || name === '..') return `a topic name is not "${name}"`;
  if (name.length > LENGTH_MAX) return `a topic name has at most ${LENGTH_MAX} characters, not ${name.length}`;
  if (!LEGAL.test(name)) return 'a topic name has only letters, digits, ".", "_" and "-"';
  return null;
}

/** Whether two names collide in metrics, where `.` and `_` are one. Source: Kafka Topic.hasCollision. */
export function topicNamesCollide(one: string, other: string): boolean {
  return one.replaceAll('.', '_') === other.replaceAll('.', '_');
}

/** The topic that groups and their offsets live in. Source: Kafka Topic.GROUP_METADATA_TOPIC_NAME. */
export const OFFSETS_TOPIC = '__consumer_offsets';

/** Kafka's own topics, which clients do not write. */
export function isInternalTopic(name: string): boolean {
  return name === OFFSETS_TOPIC || name === '__transaction_state';
}

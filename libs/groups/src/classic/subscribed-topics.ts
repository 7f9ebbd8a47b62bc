import { authenticatedBudget, ByteReader, MalformedRequest } from '@yak/codec';
import { ConsumerProtocolSubscription, versionOf } from '@yak/protocol';

const VERSION_BYTES = 2;

/**
 * The topics that the members of a classic group read, from what they tell their leader.
 * Every version begins like version 0, which has all that is asked for; so one nobody knows yet is read too.
 * @param metadata what each member says under the protocol of the generation
 * @returns null where it is not known: the group is not of consumers, or a member's bytes are of another make
 * Source: Kafka ClassicGroup.computeSubscribedTopics.
 */
export function subscribedTopics(
  protocolType: string | null,
  metadata: readonly Buffer[] | null,
): ReadonlySet<string> | null {
  if (protocolType !== 'consumer' || metadata === null) return null;
  const topics = new Set<string>();
  for (const bytes of metadata) {
    const read = topicsOf(bytes);
    if (read === null) return null;
    for (const topic of read) topics.add(topic);
  }
  return topics;
}

function topicsOf(bytes: Buffer): readonly string[] | null {
  try {
    if (versionOf(bytes) < 0) return null;
    const reader = new ByteReader(bytes, VERSION_BYTES, authenticatedBudget);
    return ConsumerProtocolSubscription.codec.read(0, reader).topics;
  } catch (error) {
    if (error instanceof MalformedRequest) return null;
    throw error;
  }
}

import type { Assignor } from './assignor';
import { assignRange } from './range';
import { assignUniform } from './uniform';

const ASSIGNORS: Readonly<Record<string, Assignor>> = { uniform: assignUniform, range: assignRange };

/**
 * The name with the most votes; of several the first configured; without votes the first configured.
 * @param votes the assignors that members ask for; null for a member that asks for none
 * @param configured `group.consumer.assignors`
 * Source: Kafka ConsumerGroup.preferredServerAssignor.
 */
export function preferredAssignor(votes: Iterable<string | null>, configured: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const vote of votes) if (vote !== null) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  let best = configured[0] ?? 'uniform';
  for (const name of configured) if ((counts.get(name) ?? 0) > (counts.get(best) ?? 0)) best = name;
  return best;
}

/** The assignor of a configured name. */
export function assignorOf(name: string): Assignor {
  return ASSIGNORS[name] ?? assignUniform;
}

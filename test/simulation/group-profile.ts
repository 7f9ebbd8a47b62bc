import type { Random } from '@yak/base';
import { oneOf } from './draws';

/** How one simulated member works. */
export interface MemberProfile {
  /** `classic` members speak JoinGroup and SyncGroup, `consumer` ones the protocol of KIP-848. */
  readonly protocol: 'classic' | 'consumer';
  /** Assignors of a classic member, in order of preference. */
  readonly assignors: readonly ('cooperative' | 'eager')[];
  readonly isStatic: boolean;
}

/** A group of simulated members, and the settings of groups that its broker has. */
export interface GroupProfile {
  readonly members: readonly MemberProfile[];
  readonly leaveOnDisconnect: boolean;
  readonly initialRebalanceDelayMs: number;
  /** Longest pause of a member between two reads, ms. */
  readonly pauseMsMax: number;
}

/** Draws a group: all of one protocol, classic ones eager, cooperative, or on their way from one to the other. */
export function drawGroupProfile(random: Random): GroupProfile {
  const protocol = oneOf(random, ['classic', 'classic', 'consumer']);
  const style = oneOf(random, ['eager', 'cooperative', 'mixed']);
  const isStatic = random.below(3) === 0;
  const assignorsOf = (index: number): MemberProfile['assignors'] => {
    if (style === 'mixed') return index === 0 ? ['eager'] : ['cooperative', 'eager'];
    return [style];
  };
  return {
    members: Array.from({ length: 1 + random.below(4) }, (_, index) => ({
      protocol,
      assignors: assignorsOf(index),
      isStatic: isStatic && random.below(2) === 0,
    })),
    leaveOnDisconnect: random.below(2) === 0,
    initialRebalanceDelayMs: random.below(2) * random.below(3_000),
    pauseMsMax: 500 + random.below(2_500),
  };
}

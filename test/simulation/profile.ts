import type { Random } from '@yak/base';
import type { WireSettings } from '@yak/simulation';
import { logUniform, oneOf } from './draws';
import { drawGroupProfile, type GroupProfile } from './group-profile';

/** What may strike a cluster. */
export type Strike =
  'kill' | 'power loss' | 'clean stop' | 'disk fault' | 'cut connections' | 'isolation' | 'wall clock jump';

/** Everything that a seed decides before its run begins. */
export interface Profile {
  readonly flush: 'batch' | 'os';
  readonly segmentBytes: number;
  readonly topics: readonly { readonly name: string; readonly partitionCount: number }[];
  readonly producers: readonly ProducerProfile[];
  readonly consumers: number;
  /** Members of a group that read the first topic. */
  readonly group: GroupProfile;
  /** Changes by an administrator meanwhile: topics created, grown and deleted, records deleted. */
  readonly administrations: number;
  readonly strikes: readonly Strike[];
  /** Longest quiet time between two strikes, ms. */
  readonly quietMsMax: number;
  readonly diskLatencyMs: { readonly min: number; readonly max: number };
  readonly wire: WireSettings;
}

/** How one producer works. */
export interface ProducerProfile {
  readonly isIdempotent: boolean;
  readonly records: number;
  readonly valueBytesMax: number;
  readonly lingerMs: number;
  readonly batchBytes: number;
  readonly inFlightMax: number;
  /** Longest pause between two sends, ms; 0: none. */
  readonly pauseMsMax: number;
}

const STRIKES = {
  batch: [
    'kill',
    'power loss',
    'power loss',
    'power loss',
    'clean stop',
    'cut connections',
    'isolation',
    'wall clock jump',
  ],
  os: ['kill', 'kill', 'kill', 'clean stop', 'cut connections', 'isolation'],
} as const;

/** Draws a profile: faults of the disk strike one seed in two. */
export function drawProfile(random: Random): Profile {
  const flush = oneOf(random, ['batch', 'batch', 'os']);
  const times = <T>(count: number, draw: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => draw(index));
  const strikes = times<Strike>(1 + random.below(5), () => oneOf<Strike>(random, STRIKES[flush]));
  if (random.below(2) === 0) strikes.splice(random.below(strikes.length + 1), 0, 'disk fault');
  return {
    flush,
    segmentBytes: logUniform(random, 7_500, 100_000), // the smallest holds the largest batch,
    topics: times(1 + random.below(2), (index) => ({ name: `topic-${index}`, partitionCount: 1 + random.below(4) })),
    producers: times(1 + random.below(3), () => ({
      isIdempotent: random.below(4) > 0,
      records: logUniform(random, 10, 150),
      valueBytesMax: logUniform(random, 10, 3_000),
      lingerMs: random.below(20),
      batchBytes: logUniform(random, 100, 6_000),
      inFlightMax: 1 + random.below(5),
      pauseMsMax: random.below(2) * logUniform(random, 1, 400),
    })),
    consumers: 1 + random.below(2),
    group: drawGroupProfile(random.fork('group')),
    administrations: random.below(2) * logUniform(random, 1, 20),
    strikes,
    quietMsMax: logUniform(random, 20, 600_000),
    diskLatencyMs: { min: 0, max: logUniform(random, 1, 30) },
    wire: {
      latencyMs: { min: 0, max: random.below(20) },
      chunkBytes: { min: 1, max: logUniform(random, 50, 65_536) },
      windowBytes: logUniform(random, 2_000, 262_144),
    },
  };
}

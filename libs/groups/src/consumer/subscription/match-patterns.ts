import { answered, type Decision } from '../../decision';
import type { GroupCaller, ShardServices } from '../../ports';
import type { GroupRecord } from '../../records/group-record';
import { timerKey } from '../../timer-key';
import type { ConsumerGroupState } from '../consumer-group-state';
import { type GroupMemory, type KnownGroup, knownGroup } from '../known-group';
import { areSameNames, sortedNames } from '../member';
import { groupEpochRecord, patternRecord, type ResolvedPattern, topicsRecord } from '../records';
import { type CompiledPattern, compilePattern } from './pattern';
import type { PatternChange } from './plan-pattern';
import { areSameTopics, subscribedTopics } from './subscribed-topics';

/** A group whose patterns are all known matches them again at most so often, in ms, however often topics change. Kafka's. */
const MATCH_PAUSE_MS = 10_000;
/** Names tried between two looks at the rest of the world. */
const SLICE_NAMES = 1_000;
/** Longest slice, in ms. */
const SLICE_MS = 5;
/** Most time that one matching of all patterns of a group may take; then it is given up. */
const MATCHING_MS_MAX = 2_000;
/** Most topics of one pattern. */
const TOPICS_MAX = 10_000;

/** From what it is decided whether the patterns of a group are to be matched against the topics. */
export interface MatchFacts {
  readonly state: ConsumerGroupState;
  /** null for a group that is being made. */
  readonly memory: GroupMemory | null;
  readonly change: PatternChange;
  readonly caller: GroupCaller;
}

/**
 * Starts to match the patterns of a group against the names of all topics, if that is due. It runs by itself, in slices; the
 * members learn of the result by a new group epoch. Source: KIP-848; Kafka maybeUpdateRegularExpressions.
 */
export function maybeMatchPatterns(services: ShardServices, { state, memory, change, caller }: MatchFacts): void {
  const key = timerKey('regex', state.id);
  if (services.timers.remainingMs(key) !== null) return;
  if (!change.isNew && !isDue(services, state, memory)) return;
  const mayDescribe = (name: string): boolean => caller.mayDescribe?.(name) ?? true;
  services.timers.set(key, 0, () => begin(services, state.id, mayDescribe));
}

function isDue(services: ShardServices, state: ConsumerGroupState, memory: GroupMemory | null): boolean {
  if (state.patternUsers.size === 0) return false;
  const last = memory?.matching ?? null;
  if (last === null) return true;
  const ageMs = services.clock.monotonicMs() - last.startedMs;
  if (ageMs <= MATCH_PAUSE_MS) return false;
  const areAllKnown = [...state.patternUsers.keys()].every((pattern) => state.patterns.has(pattern));
  const isOld = ageMs > services.settings.consumer.regexRefreshIntervalMs;
  return !areAllKnown || isOld || last.revision !== services.topics.revision;
}

/** One matching under way. */
interface Matching {
  readonly groupId: string;
  readonly revision: number;
  readonly mayDescribe: (name: string) => boolean;
  readonly patterns: readonly { readonly text: string; readonly compiled: CompiledPattern; readonly found: string[] }[];
  readonly names: readonly string[];
  next: number;
  spentMs: number;
}

function begin(services: ShardServices, groupId: string, mayDescribe: (name: string) => boolean): Decision<void> {
  const group = knownGroup(services, groupId);
  if (group === null) return answered(undefined);
  const { revision } = services.topics;
  group.memory.matching = { startedMs: services.clock.monotonicMs(), revision };
  const patterns = [...group.state.patternUsers.keys()].flatMap((text) => {
    const compiled = compilePattern(text);
    return 'fault' in compiled ? [] : [{ text, compiled, found: [] }];
  });
  const names = [...services.topics.all()].map(({ name }) => name);
  return proceed(services, { groupId, revision, mayDescribe, patterns, names, next: 0, spentMs: 0 });
}

/** Tries as many names as a slice takes, and goes on in another turn or ends. */
function proceed(services: ShardServices, matching: Matching): Decision<void> {
  const startedMs = services.clock.monotonicMs();
  const end = Math.min(matching.next + SLICE_NAMES, matching.names.length);
  for (; matching.next < end && services.clock.monotonicMs() - startedMs < SLICE_MS; matching.next += 1) {
    const name = matching.names[matching.next] ?? '';
    for (const { compiled, found } of matching.patterns) if (compiled.matches(name)) found.push(name);
  }
  matching.spentMs += services.clock.monotonicMs() - startedMs;
  const group = knownGroup(services, matching.groupId);
  if (group === null) return answered(undefined);
  if (matching.next === matching.names.length) return conclude(services, group, matching);
  if (matching.spentMs > MATCHING_MS_MAX) {
    services.logger.log('warn', 'patterns of a group take too long to match', { group: matching.groupId });
    return answered(undefined);
  }
  services.timers.set(timerKey('regex', matching.groupId), 0, () => proceed(services, matching));
  return answered(undefined);
}

/** What was found becomes records: 16 where it differs, 4 if the topics do, 3 if members have to know. */
function conclude(services: ShardServices, group: KnownGroup, matching: Matching): Decision<void> {
  const { state, memory } = group;
  const timestampMs = services.clock.wallMs();
  const patterns = new Map<string, Pick<ResolvedPattern, 'topics'>>(state.patterns);
  const records: GroupRecord[] = [];
  let isBumped = false;
  for (const { text, found } of matching.patterns) {
    const topics = sortedNames(found.filter(matching.mayDescribe));
    const known = state.patterns.get(text)?.topics;
    const isWanted = state.patternUsers.has(text) && (known === undefined || !areSameNames(topics, known));
    if (!isWanted) continue;
    if (topics.length > TOPICS_MAX) {
      services.logger.log('warn', 'a pattern matches too many topics', { group: group.id, topics: topics.length });
      continue;
    }
    patterns.set(text, { topics });
    records.push(patternRecord(state.id, text, { topics, revision: matching.revision, timestampMs }));
    isBumped ||= !areSameNames(topics, known ?? []);
  }
  const topics = subscribedTopics(state.members.values(), patterns, services.topics);
  if (!areSameTopics(topics, state.topics)) {
    records.push(topicsRecord(state.id, topics));
    isBumped = true;
  }
  if (isBumped) records.push(groupEpochRecord(state.id, state.groupEpoch + 1));
  return {
    records,
    answer: undefined,
    onRefused: () => {
      memory.matching = null;
    },
  };
}

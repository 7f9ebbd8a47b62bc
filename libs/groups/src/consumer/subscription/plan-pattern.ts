import { ErrorCode, type Refusal, refusal } from '@yak/model';
import type { GroupRecord } from '../../records/group-record';
import type { ConsumerGroupState } from '../consumer-group-state';
import { patternRecord } from '../records';
import { compilePattern } from './pattern';

/** What a member's pattern means for its group. */
export interface PatternChange {
  /** Takes away what nobody uses any more. */
  readonly records: readonly GroupRecord[];
  /** Whether the topics that the member subscribes to have changed with it, as far as they are known. */
  readonly hasChanged: boolean;
  /** Whether the pattern is new to the group, so that it has to be matched now. */
  readonly isNew: boolean;
}

/**
 * Compares the pattern of a member with the one before. One that others of the group use already is not compiled again.
 * INVALID_REGULAR_EXPRESSION where it cannot be compiled. Source: KIP-848; Kafka maybeUpdateRegularExpressions.
 */
export function planPattern(
  state: ConsumerGroupState,
  before: string | null,
  after: string | null,
): PatternChange | { readonly refusal: Refusal } {
  if (before === after) return { records: [], hasChanged: false, isNew: false };
  const isLastUser = before !== null && (state.patternUsers.get(before) ?? 0) <= 1;
  const records = isLastUser && state.patterns.has(before) ? [patternRecord(state.id, before, null)] : [];
  if (after === null) return { records, hasChanged: true, isNew: false };
  if (state.patternUsers.has(after)) return { records, hasChanged: state.patterns.has(after), isNew: false };
  const compiled = compilePattern(after);
  if ('fault' in compiled) return { refusal: refusal(ErrorCode.INVALID_REGULAR_EXPRESSION, compiled.fault) };
  return { records, hasChanged: false, isNew: true };
}

import { ErrorCode } from '@yak/model';
import type { ClassicState } from './group-state';

/** Whether the group may be deleted. Source: Kafka ClassicGroup.validateDeleteGroup. */
export function judgeDeletion(state: ClassicState): ErrorCode {
  if (state === 'Dead') return ErrorCode.GROUP_ID_NOT_FOUND;
  return state === 'Empty' ? ErrorCode.NONE : ErrorCode.NON_EMPTY_GROUP;
}

/** Whether offsets of the group may be deleted at all; which topics is another question. Source: Kafka ClassicGroup.validateOffsetDelete. */
export function judgeOffsetDeletion(state: ClassicState, protocolType: string | null): ErrorCode {
  if (state === 'Dead') return ErrorCode.GROUP_ID_NOT_FOUND;
  return state !== 'Empty' && protocolType !== 'consumer' ? ErrorCode.NON_EMPTY_GROUP : ErrorCode.NONE;
}

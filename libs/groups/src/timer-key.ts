import type { TimerKey } from './ports';

type Kind = TimerKey extends `${infer K}/${string}` ? K : never;

/**
 * The name of a timer of a group, or of one of its members. The group id goes with its length, so that no two pairs of
 * group and member have one name, whatever characters they are made of.
 */
export function timerKey(kind: Kind, groupId: string, memberId = ''): TimerKey {
  return `${kind}/${groupId.length}/${groupId}/${memberId}`;
}

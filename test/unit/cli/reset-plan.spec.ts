import { type PartitionFacts, planReset, type ResetWay } from '../../../apps/cli/src/reset-plan';

/** A log [10, 20) in which the group is at 15 and the time that was asked for at 13. */
const partition: PartitionFacts = {
  topic: 't',
  partition: 0,
  committed: 15,
  logStartOffset: 10,
  endOffset: 20,
  offsetAtTime: 13,
};
const fresh = { ...partition, committed: null };
const file = (offset: number): ResetWay => ({ kind: 'file', offsets: new Map([['t-0', offset]]) });

test.each<[ResetWay, PartitionFacts, number, string]>([
  [{ kind: 'earliest' }, partition, 10, ''],
  [{ kind: 'latest' }, partition, 20, ''],
  [{ kind: 'current' }, partition, 15, ''],
  [{ kind: 'current' }, fresh, 20, 'nothing was committed: the end'],
  [{ kind: 'current' }, { ...partition, committed: 4 }, 10, '4 is outside of the log: its start'],
  [{ kind: 'offset', offset: 12 }, partition, 12, ''],
  [{ kind: 'offset', offset: 20 }, partition, 20, ''],
  [{ kind: 'offset', offset: 9 }, partition, 10, '9 is outside of the log: its start'],
  [{ kind: 'offset', offset: 99 }, fresh, 20, '99 is outside of the log: its end'],
  [{ kind: 'shift', by: -3 }, partition, 12, ''],
  [{ kind: 'shift', by: 5 }, partition, 20, ''],
  [{ kind: 'shift', by: -9 }, partition, 10, '6 is outside of the log: its start'],
  [{ kind: 'shift', by: 6 }, partition, 20, '21 is outside of the log: its end'],
  [{ kind: 'time', timestampMs: 1 }, partition, 13, ''],
  [
    { kind: 'time', timestampMs: 1 },
    { ...partition, offsetAtTime: null },
    20,
    'no record at or after that time: the end',
  ],
  [file(17), partition, 17, ''],
  [file(3), partition, 10, '3 is outside of the log: its start'],
])('%j', (way, facts, target, note) => {
  expect(planReset(way, [facts])).toEqual({
    planned: [{ topic: 't', partition: 0, current: facts.committed, target, note }],
    faults: [],
  });
});

test.each<[ResetWay, string]>([
  [{ kind: 'shift', by: 2 }, 't-0 has no committed offset to shift by 2'],
  [{ kind: 'file', offsets: new Map() }, 't-0 is not in the file'],
])('%j cannot be done everywhere', (way, fault) => {
  expect(planReset(way, [fresh])).toEqual({ planned: [], faults: [fault] });
});

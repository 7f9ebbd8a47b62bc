import {
  type RecordFacts,
  type RecordFate,
  recordFate,
  type RecordRound,
} from '../../../../../libs/storage/src/cleaner/rules/record-fate';

const record: RecordFacts = { offset: 10, hasKey: true, hasValue: true, newestOffset: null };
const round: RecordRound = {
  ...{ isAborted: false, deleteHorizonMs: null, mapEndOffset: 100, nowMs: 1000 },
  hasUnreadBefore: false,
};

test.each<[string, Partial<RecordFacts>, Partial<RecordRound>, RecordFate]>([
  // why                                        record                                     round                    fate
  ['a key that the map has not is the newest', {}, {}, 'stays'],
  ['the newest of its key', { newestOffset: 10 }, {}, 'stays'],
  ['a newer one is there', { newestOffset: 11 }, {}, 'superseded'],
  ['an aborted one, whatever its key', { newestOffset: 10 }, { isAborted: true }, 'aborted'],
  ['an aborted one beyond the map', { offset: 100 }, { isAborted: true }, 'aborted'],
  ['beyond the map nothing is judged', { offset: 100, hasKey: false }, {}, 'stays'],
  ['nor a newer key', { offset: 100, newestOffset: 101 }, {}, 'stays'],
  ['without a key', { offset: 99, hasKey: false }, {}, 'keyless'],
  ['a tombstone met for the first time', { hasValue: false }, {}, 'tombstone'],
  ['a tombstone before its horizon', { hasValue: false }, { deleteHorizonMs: 1001 }, 'tombstone'],
  ['a tombstone at its horizon', { hasValue: false }, { deleteHorizonMs: 1000 }, 'expired'],
  [
    'one behind records that nobody could read',
    { hasValue: false },
    { deleteHorizonMs: 1, hasUnreadBefore: true },
    'tombstone',
  ],
  ['a superseded one there', { hasValue: false, newestOffset: 11 }, { hasUnreadBefore: true }, 'superseded'],
  ['a tombstone beyond the map', { offset: 100, hasValue: false }, { deleteHorizonMs: 1 }, 'tombstone'],
  ['a superseded tombstone', { hasValue: false, newestOffset: 11 }, { deleteHorizonMs: 1001 }, 'superseded'],
  ['a value in a batch whose horizon is over', {}, { deleteHorizonMs: 1 }, 'stays'],
])('%s', (_, changed, around, expected) => {
  expect(recordFate({ ...record, ...changed }, { ...round, ...around })).toBe(expected);
});

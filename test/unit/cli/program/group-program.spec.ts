import { type ResetFlags, resetRequest, watchSeconds } from '../../../../apps/cli/src/program/group-program';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const request = (flags: ResetFlags, file: string | null = null) => resetRequest(['g'], flags, file, NOW);

test.each<[ResetFlags, object]>([
  [{ toEarliest: true }, { kind: 'earliest' }],
  [{ toLatest: true }, { kind: 'latest' }],
  [{ toCurrent: true }, { kind: 'current' }],
  [{ toOffset: '5' }, { kind: 'offset', offset: 5 }],
  [{ shiftBy: '-5' }, { kind: 'shift', by: -5 }],
  [{ toDatetime: '2026-11-21T10:00' }, { kind: 'time', timestampMs: NOW - 7_200_000 }],
  [{ byDuration: 'PT1H' }, { kind: 'time', timestampMs: NOW - 3_600_000 }],
])('the way of %j', (flags, way) => {
  expect(request({ ...flags, topic: ['t:1'] })).toEqual({
    group: 'g',
    way,
    scopes: [{ topic: 't', partitions: [1] }],
    isExecuted: false,
    isExport: false,
  });
});

it('is told by a file, partitions included', () => {
  expect(request({ execute: true }, 't,0,5\nt,2,7')).toEqual({
    group: 'g',
    way: {
      kind: 'file',
      offsets: new Map([
        ['t-0', 5],
        ['t-2', 7],
      ]),
    },
    scopes: [{ topic: 't', partitions: [0, 2] }],
    isExecuted: true,
    isExport: false,
  });
});

it('is about all topics of the group where that is said', () => {
  expect(request({ toLatest: true, allTopics: true, export: true })).toMatchObject({ scopes: null, isExport: true });
});

test.each<[string, ResetFlags, string | null]>([
  ['where to?', { topic: ['t'] }, null],
  ['where to?', { topic: ['t'], toLatest: true, toEarliest: true }, null],
  ['where to?', { toLatest: true }, 't,0,5'],
  ['which topics?', { toLatest: true }, null],
  ['--topic and --all-topics exclude each other', { toLatest: true, topic: ['t'], allTopics: true }, null],
  ['no --topic beside it', { topic: ['t'] }, 't,0,5'],
  ['--execute and --dry-run exclude each other', { toLatest: true, topic: ['t'], execute: true, dryRun: true }, null],
  ['one group at a time', { group: 'h', toLatest: true, topic: ['t'] }, null],
  ['--to-offset', { toOffset: '-1', topic: ['t'] }, null],
])('is a usage error: %s', (words, flags, file) => {
  expect(() => request(flags, file)).toThrow(words);
});

test.each([
  [{}, null],
  [{ watch: true }, 2],
  [{ watch: '5' }, 5],
])('lag with %j is shown every %p s', (flags, seconds) => {
  expect(watchSeconds(flags)).toBe(seconds);
});

test.each([{ watch: '0' }, { watch: 'x' }, { count: '3' }])('lag with %j is a usage error', (flags) => {
  expect(() => watchSeconds(flags)).toThrow();
});

import fc from 'fast-check';
import { LeaderEpochs } from '@yak/records';

type Pairs = readonly (readonly [number, number])[];
const epochs = (pairs: Pairs): LeaderEpochs =>
  new LeaderEpochs(pairs.map(([epoch, startOffset]) => ({ epoch, startOffset })));
const pairsOf = (fold: LeaderEpochs): Pairs => fold.entries.map(({ epoch, startOffset }) => [epoch, startOffset]);
const KNOWN: Pairs = [
  [1, 0],
  [3, 10],
  [4, 14],
];

test.each([
  [[], [0, 0], true, [[0, 0]]],
  [[], [5, 100], true, [[5, 100]]],
  [KNOWN, [5, 20], true, [...KNOWN, [5, 20]]],
  [KNOWN, [4, 14], false, KNOWN],
  [KNOWN, [4, 20], false, KNOWN],
  [
    KNOWN,
    [4, 12],
    true,
    [
      [1, 0],
      [3, 10],
      [4, 12],
    ],
  ],
  [
    KNOWN,
    [5, 14],
    true,
    [
      [1, 0],
      [3, 10],
      [5, 14],
    ],
  ],
  [
    KNOWN,
    [5, 12],
    true,
    [
      [1, 0],
      [3, 10],
      [5, 12],
    ],
  ],
  [
    KNOWN,
    [5, 10],
    true,
    [
      [1, 0],
      [5, 10],
    ],
  ],
  [
    KNOWN,
    [3, 20],
    true,
    [
      [1, 0],
      [3, 20],
    ],
  ],
  [
    KNOWN,
    [2, 20],
    true,
    [
      [1, 0],
      [2, 20],
    ],
  ],
  [KNOWN, [0, 0], true, [[0, 0]]],
] satisfies [Pairs, [number, number], boolean, Pairs][])(
  '%j, told the epoch and start %j, changes (%s) to %j',
  (before, told, changed, after) => {
    const fold = epochs(before);
    expect(fold.assign(...told)).toBe(changed);
    expect(pairsOf(fold)).toEqual(after);
  },
);

test.each([
  [-1, 0],
  [0, -1],
])('epoch %i at offset %i is a bug', (epoch, start) => {
  expect(() => new LeaderEpochs().assign(epoch, start)).toThrow('out of range');
});

test.each([
  [[], 0, null],
  [KNOWN, -1, null],
  [KNOWN, 0, [0, 0]],
  [KNOWN, 1, [1, 10]],
  [KNOWN, 2, [1, 10]],
  [KNOWN, 3, [3, 14]],
  [KNOWN, 4, [4, 20]],
  [KNOWN, 5, null],
  [[[2, 7]], 0, [0, 7]],
  [[[2, 7]], 2, [2, 20]],
] satisfies [Pairs, number, [number, number] | null][])(
  '%j with log end 20 answers epoch %i with %j',
  (known, asked, expected) => {
    const end = epochs(known).endOffsetFor(asked, 20);
    expect(end && [end.epoch, end.endOffset]).toEqual(expected);
  },
);

test.each([
  [[], 5, null],
  [KNOWN, 0, 1],
  [KNOWN, 9, 1],
  [KNOWN, 10, 3],
  [KNOWN, 14, 4],
  [KNOWN, 999, 4],
  [[[2, 7]], 6, null],
] satisfies [Pairs, number, number | null][])('in %j offset %i was written by epoch %s', (known, offset, expected) => {
  expect(epochs(known).epochAt(offset)).toBe(expected);
});

test.each([
  [KNOWN, 15, false, KNOWN],
  [
    KNOWN,
    14,
    true,
    [
      [1, 0],
      [3, 10],
    ],
  ],
  [
    KNOWN,
    12,
    true,
    [
      [1, 0],
      [3, 10],
    ],
  ],
  [KNOWN, 10, true, [[1, 0]]],
  [KNOWN, 0, true, []],
  [[], 0, false, []],
] satisfies [Pairs, number, boolean, Pairs][])(
  '%j truncated to end at %i changes (%s) to %j',
  (before, end, changed, after) => {
    const fold = epochs(before);
    expect(fold.truncateFromEnd(end)).toBe(changed);
    expect(pairsOf(fold)).toEqual(after);
  },
);

test.each([
  [KNOWN, 0, false, KNOWN],
  [
    KNOWN,
    5,
    true,
    [
      [1, 5],
      [3, 10],
      [4, 14],
    ],
  ],
  [
    KNOWN,
    10,
    true,
    [
      [3, 10],
      [4, 14],
    ],
  ],
  [
    KNOWN,
    12,
    true,
    [
      [3, 12],
      [4, 14],
    ],
  ],
  [KNOWN, 14, true, [[4, 14]]],
  [KNOWN, 99, true, [[4, 99]]],
  [[[2, 7]], 3, false, [[2, 7]]],
  [[], 3, false, []],
] satisfies [Pairs, number, boolean, Pairs][])(
  '%j truncated to start at %i changes (%s) to %j',
  (before, start, changed, after) => {
    const fold = epochs(before);
    expect(fold.truncateFromStart(start)).toBe(changed);
    expect(pairsOf(fold)).toEqual(after);
  },
);

test('the latest epoch is the last one assigned', () => {
  expect(new LeaderEpochs().latest()).toBeNull();
  expect(epochs(KNOWN).latest()).toEqual({ epoch: 4, startOffset: 14 });
});

test('whatever is assigned and cut, epochs and start offsets rise strictly', () => {
  const step = fc.tuple(fc.constantFrom('assign', 'end', 'start'), fc.nat(8), fc.nat(40));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const fold = new LeaderEpochs();
      for (const [verb, epoch, offset] of steps) {
        if (verb === 'assign') fold.assign(epoch, offset);
        else if (verb === 'end') fold.truncateFromEnd(offset);
        else fold.truncateFromStart(offset);
        fold.entries.forEach((entry, index) => {
          const before = fold.entries[index - 1];
          expect(before === undefined || (before.epoch < entry.epoch && before.startOffset < entry.startOffset)).toBe(
            true,
          );
        });
      }
    }),
  );
});

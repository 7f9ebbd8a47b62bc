import { lastOfEach } from '../../../../libs/handlers/src/rules/last-of-each';

const topic = (name: string, ...indexes: number[]) => ({
  name,
  partitionData: indexes.map((index, mark) => ({ index, mark })),
});

it('gives back the very same topics where no partition is named twice', () => {
  for (const topics of [[], [topic('a', 0)], [topic('a', 0, 1), topic('b', 0)]])
    expect(lastOfEach(topics)).toBe(topics);
});

it('keeps the last of a partition named twice in one topic', () => {
  expect(lastOfEach([topic('a', 0, 1, 0)])).toEqual([
    {
      name: 'a',
      partitionData: [
        { index: 1, mark: 1 },
        { index: 0, mark: 2 },
      ],
    },
  ]);
});

it('keeps the last of a topic named twice, and leaves out a topic of which nothing is left', () => {
  expect(lastOfEach([topic('a', 0), topic('b', 3), topic('a', 0)])).toEqual([topic('b', 3), topic('a', 0)]);
});

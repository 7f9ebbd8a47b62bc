import { AbortedFilter, type BatchFacts } from '../../../libs/client/src/aborted-filter';

const batch = (producerId: number, lastOffset: number, rest: Partial<BatchFacts> = {}): BatchFacts => ({
  producerId,
  lastOffset,
  isTransactional: true,
  marker: null,
  ...rest,
});

describe('what a read_committed reader does not see', () => {
  it('is everything of an aborted transaction, from its first offset to its marker', () => {
    const filter = new AbortedFilter([
      { producerId: 2, firstOffset: 30 },
      { producerId: 1, firstOffset: 10 },
    ]);
    const seen = [
      batch(1, 9),
      batch(1, 12),
      batch(9, 15),
      batch(1, 16, { isTransactional: false }),
      batch(1, 20, { marker: 'abort' }),
      batch(1, 25),
      batch(2, 31),
      batch(2, 32, { marker: 'commit' }),
    ].map((each) => !filter.isAborted(each));
    expect(seen).toEqual([true, false, true, true, true, true, false, true]);
  });

  it('is nothing when no transaction was aborted', () => {
    expect(new AbortedFilter(null).isAborted(batch(1, 5))).toBe(false);
  });
});

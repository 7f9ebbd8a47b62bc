import { seededRandom } from '@yak/base';
import { NOT_LEADER } from '../../../../libs/replica/src/tenure/refusals';
import { ParkedAcks } from '../../../../libs/replica/src/tenure/parked-acks';

/** Which of the waiting have settled so far, as `index` or `index!` for a broken promise. */
const watch = (acks: ParkedAcks, ends: readonly number[]): string[] => {
  const settled: string[] = [];
  ends.forEach(
    (end, index) => void acks.park(end).then((refusal) => settled.push(refusal === null ? `${index}` : `${index}!`)),
  );
  return settled;
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('acks that wait for an offset', () => {
  test.each([
    { name: 'none reached', upTo: 4, settled: [] },
    { name: 'exactly reached', upTo: 5, settled: ['0'] },
    { name: 'some passed', upTo: 8, settled: ['0', '1'] },
    { name: 'all passed', upTo: 99, settled: ['0', '1', '2'] },
  ])('settle in order when it is reached: $name', async ({ upTo, settled }) => {
    const acks = new ParkedAcks(10);
    const seen = watch(acks, [5, 8, 9]);
    acks.release(upTo);
    await turn();
    expect(seen).toEqual(settled);
    expect(acks.length).toBe(3 - settled.length);
  });

  test('are broken together, but not those that were kept before', async () => {
    const acks = new ParkedAcks(10);
    const seen = watch(acks, [5, 8, 9]);
    acks.release(5);
    acks.breakAll(NOT_LEADER);
    await turn();
    expect(seen).toEqual(['0', '1!', '2!']);
    expect(acks.length).toBe(0);
  });

  test('are full at their limit and no longer once one is settled', () => {
    const acks = new ParkedAcks(2);
    void acks.park(1);
    expect(acks.isFull).toBe(false);
    void acks.park(2);
    expect(acks.isFull).toBe(true);
    acks.release(1);
    expect(acks.isFull).toBe(false);
  });

  test.each([1, 2, 3])('each settle exactly once over thousands of appends and releases: seed %i', async (seed) => {
    const random = seededRandom(seed);
    const acks = new ParkedAcks(100_000);
    const settled: number[] = [];
    let end = 0;
    for (let i = 0; i < 5_000; i += 1) {
      end += 1;
      const mine = end;
      void acks.park(mine).then(() => settled.push(mine));
      if (random.below(3) === 0) acks.release(end - random.below(900));
    }
    acks.release(end);
    await turn();
    expect(settled).toEqual(Array.from({ length: 5_000 }, (_, i) => i + 1));
    expect(acks.length).toBe(0);
  });
});

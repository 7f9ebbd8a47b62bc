import { planPartition } from '../../../apps/cli/src/consume-plan';
import { parseOffset } from '../../../apps/cli/src/offset-grammar';

const find = (where: unknown): Promise<number> =>
  Promise.resolve(where === 'earliest' ? 100 : where === 'latest' ? 200 : 150);

test.each([
  ['start', false, 100, null],
  ['start', true, 100, 200],
  ['end', true, 200, 200],
  ['120', false, 120, null],
  ['5', false, 100, null],
  ['999', false, 200, null],
  ['+7', false, 107, null],
  ['-7', false, 193, null],
  ['-700', false, 100, null],
  ['110:120', false, 110, 120],
  ['110:900', true, 110, 200],
  [':end', false, 100, 200],
  ['@1700000000', false, 150, null],
  ['@:1700000000', false, 100, 150],
])(
  '%s (stopping at the end: %s) reads a log of 100 to 200 from %d to %s',
  async (text, isEnding, startOffset, endOffset) => {
    const plan = await planPartition({ topic: 't', partition: 0 }, parseOffset(text, 0), isEnding, find);
    expect(plan).toEqual({ topic: 't', partition: 0, startOffset, endOffset });
  },
);

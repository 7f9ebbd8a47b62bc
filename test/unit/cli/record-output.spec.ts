import { compileFormat } from '../../../apps/cli/src/record-format';
import { RecordOutput } from '../../../apps/cli/src/record-output';
import { fakeTerminal } from '../../support/cli/fake-terminal';

/** Records 3, 4 and 6 of a partition whose offset 7 is a marker. */
const slice = {
  topic: 't',
  partition: 0,
  nextOffset: 8,
  highWatermark: 8,
  records: [3, 4, 6].map((offset) => ({ offset, timestampMs: 0, key: null, value: Buffer.from('v'), headers: [] })),
};

test.each([
  { recordsMax: null, end: null, text: '346', done: 8, isFull: false },
  { recordsMax: null, end: 5, text: '34', done: 6, isFull: false },
  { recordsMax: 2, end: null, text: '34', done: 6, isFull: true },
  { recordsMax: 3, end: null, text: '346', done: 8, isFull: true },
  { recordsMax: 0, end: null, text: '', done: 3, isFull: true },
])('prints a slice as far as it was asked for: %j', async ({ recordsMax, end, text, done, isFull }) => {
  const terminal = fakeTerminal();
  let counted = 0;
  const output = new RecordOutput(terminal, compileFormat('%o'), { count: () => (counted += 1) }, recordsMax);
  expect(await output.add(slice, end)).toBe(done);
  await output.flush();
  expect([terminal.printed(), output.printed, counted, output.isFull]).toEqual([
    text,
    text.length,
    text.length,
    isFull,
  ]);
});

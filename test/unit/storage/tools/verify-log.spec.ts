import { verifyLog } from '@yak/storage';
import { testBatch } from '../../../support/storage/batches';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

const name = (base: number, suffix = 'log'): string => `/p/${String(base).padStart(20, '0')}.${suffix}`;
const five = (base: number): Buffer => Buffer.concat(Array.from({ length: 5 }, (_, i) => testBatch(base + i).bytes));
const SIZE = testBatch(0).bytes.length;

function entry(relativeOffset: number, position: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeInt32BE(relativeOffset, 0);
  bytes.writeInt32BE(position, 4);
  return bytes;
}
function timeEntry(timestampMs: number, relativeOffset: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeBigInt64BE(BigInt(timestampMs), 0);
  bytes.writeInt32BE(relativeOffset, 8);
  return bytes;
}

const sound = {
  [name(0)]: five(0),
  [name(0, 'index')]: entry(2, 2 * SIZE),
  [name(0, 'timeindex')]: timeEntry(1004, 4),
  [name(5)]: five(5),
};

test.each([
  { why: 'all is sound', harm: {}, findings: [] },
  {
    why: 'Kafka padded its indexes',
    harm: {
      [name(0, 'index')]: Buffer.concat([entry(2, 2 * SIZE), Buffer.alloc(16)]),
      [name(0, 'timeindex')]: Buffer.concat([timeEntry(1004, 4), Buffer.alloc(24)]),
    },
    findings: [],
  },
  { why: 'a segment is torn', harm: { [name(5)]: five(5).subarray(0, -1) }, findings: [name(5)] },
  { why: 'offsets overlap', harm: { [name(3)]: five(3) }, findings: [name(3), name(5)] },
  {
    why: 'an index entry points nowhere',
    harm: { [name(0, 'index')]: entry(2, 2 * SIZE + 1) },
    findings: [name(0, 'index')],
  },
  {
    why: 'an index entry names another offset',
    harm: { [name(0, 'index')]: entry(3, 2 * SIZE) },
    findings: [name(0, 'index')],
  },
  {
    why: 'a time index entry names another time',
    harm: { [name(0, 'timeindex')]: timeEntry(1005, 4) },
    findings: [name(0, 'timeindex')],
  },
  {
    why: 'times fall',
    harm: { [name(0, 'timeindex')]: Buffer.concat([timeEntry(1004, 4), timeEntry(1003, 3)]) },
    findings: [name(0, 'timeindex')],
  },
])('the findings are $findings where $why', async ({ harm, findings }) => {
  const storage = new SimulatedStorage('verify');
  for (const [path, content] of Object.entries({ ...sound, ...harm })) storage.disk.replaceContent(path, content);
  const walked: number[] = [];
  const verified = await storage.run(verifyLog(storage.disk.process(), '/p', (bytes) => void walked.push(bytes)));
  expect(verified.findings.map(({ path }) => path)).toEqual(findings);
  expect([verified.findingsCount, walked.at(-1)]).toEqual([findings.length, verified.bytes]);
});

test('one file may be verified alone', async () => {
  const storage = new SimulatedStorage('verify one');
  storage.disk.replaceContent(name(5), five(5));
  expect(await storage.run(verifyLog(storage.disk.process(), name(5)))).toMatchObject({
    segments: 1,
    batches: 5,
    records: 5,
    startOffset: 5,
    endOffset: 10,
    findings: [],
  });
});

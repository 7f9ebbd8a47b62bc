import { walkSegment } from '../../../apps/cli/src/segment-walk';
import { memoryDisk } from '../../support/cli/memory-disk';
import { batchAt } from '../../support/cli/segments';

const walk = async (content: Buffer): Promise<{ offsets: number[]; faults: (string | null)[]; end: unknown }> => {
  const steps = walkSegment(await memoryDisk({ a: content }).open('a', 'read'), content.length);
  const [offsets, faults]: [number[], (string | null)[]] = [[], []];
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return { offsets, faults, end: step.value };
    offsets.push(step.value.header.baseOffset);
    faults.push(step.value.fault);
  }
};
const whole = Buffer.concat([batchAt(0, 3), batchAt(3, 1)]);

describe('walking a segment', () => {
  it('meets every batch, also those larger than one read', async () => {
    const large = batchAt(4, 100_000);
    expect(large.length).toBeGreaterThan(1024 * 1024);
    const walked = await walk(Buffer.concat([whole, large, batchAt(100_004, 1)]));
    expect(walked.offsets).toEqual([0, 3, 4, 100_004]);
    expect(walked.faults).toEqual([null, null, null, null]);
  });

  test.each([
    [whole.length - 1, 'cut after'],
    [batchAt(0, 3).length + 10, 'fewer than the header'],
  ])('ends with the reason where a file of %d bytes is torn', async (length, words) => {
    const { offsets, end } = await walk(whole.subarray(0, length));
    expect(offsets).toEqual([0]);
    expect(end).toEqual({ position: batchAt(0, 3).length, fault: expect.stringContaining(words) as string });
  });

  it('goes on behind a batch whose CRC is wrong', async () => {
    const harmed = Buffer.from(whole);
    harmed.writeUInt8(harmed.readUInt8(70) ^ 1, 70);
    const { offsets, faults } = await walk(harmed);
    expect(offsets).toEqual([0, 3]);
    expect(faults).toEqual([expect.stringContaining('CRC-32C'), null]);
  });

  it('does not believe a size below the header’s', async () => {
    expect((await walk(Buffer.alloc(100))).end).toEqual({
      position: 0,
      fault: expect.stringContaining('smaller') as string,
    });
  });

  it('an empty file is fine', async () => {
    expect((await walk(Buffer.alloc(0))).end).toEqual({ position: 0, fault: null });
  });
});

import { encodePlainBatch, HEADER_BYTES } from '@yak/records';
import fc from 'fast-check';
import { skimRecords } from '../../../libs/records/src/skim-records';

const NOW = 1_700_000_000_000;
const batch = (...records: { key?: string | null; value?: string | null; at?: number; headers?: number }[]): Buffer =>
  encodePlainBatch({
    records: records.map(({ key = 'k', value = 'v', at = 0, headers = 0 }) => ({
      timestampMs: NOW + at,
      key: key === null ? null : Buffer.from(key),
      value: value === null ? null : Buffer.from(value),
      headers: Array.from({ length: headers }, () => ({ key: 'h', value: null })),
    })),
  });
const skim = (bytes: Buffer, count: number) => skimRecords(bytes, HEADER_BYTES, { end: bytes.length, count });

describe('a skim over the records of a batch', () => {
  test('sees the span of the timestamps and whether every record has a key', () => {
    expect(skim(batch({}, { at: 500 }, { at: -7 }), 3)).toEqual({
      minTimestampDelta: -7,
      maxTimestampDelta: 500,
      hasEveryKey: true,
    });
    expect(skim(batch({ key: null }, { key: '' }), 2)).toMatchObject({ hasEveryKey: false });
    expect(skim(batch({ key: '', value: null }), 1)).toMatchObject({ hasEveryKey: true });
  });

  test.each([
    ['a record has headers', batch({ headers: 1 }), 1],
    ['a timestamp is further away than 28 bits tell', batch({}, { at: 2 ** 28 }), 2],
    ['the header promises more records', batch({}), 2],
    ['the header promises fewer records', batch({}, {}), 1],
    ['the header promises none', batch({}), 0],
  ])('leaves the judgement to the closer look when %s', (_why, bytes, count) => {
    expect(skim(bytes, count)).toBeNull();
  });

  test('never takes a batch that was cut or whose structure was changed for a good one', () => {
    const sound = batch({ value: 'x'.repeat(300) }, { key: null, at: 3 }, { value: null });
    for (let end = HEADER_BYTES; end < sound.length; end += 1) expect(skim(sound.subarray(0, end), 3)).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(5), (noise, count) => {
        const bytes = Buffer.concat([Buffer.alloc(HEADER_BYTES), noise]);
        const seen = skim(bytes, count);
        return seen === null || noise.length >= count * 7; // length, attributes, two deltas, two lengths, header count
      }),
    );
  });
});

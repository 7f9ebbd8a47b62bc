import { fieldsOf, isNullable, isPresent, type Field, type FieldKind } from '../../../libs/codec/src/schema';
import { defaultOf } from '../../../libs/codec/src/layout';
import fc from 'fast-check';

const EIGHT_BYTES = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(-1, 0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const someBytes = fc
  .oneof(
    { weight: 6, arbitrary: fc.uint8Array({ maxLength: 24 }) },
    { weight: 1, arbitrary: fc.uint8Array({ minLength: 600, maxLength: 700 }) },
  )
  .map((array) => Buffer.from(array));

/** Any decoded message of one version: its fields at random, the others at their defaults. */
export function arbitraryMessage(struct: Field, version: number): fc.Arbitrary<Record<string, unknown>> {
  const members = Object.entries(fieldsOf(struct)).map(([name, field]): [string, fc.Arbitrary<unknown>] => [
    name,
    isPresent(field, version) ? arbitraryField(field, version) : fc.constant(defaultOf(field)),
  ]);
  return fc.record(Object.fromEntries(members), { noNullPrototype: true });
}

function arbitraryField(field: Field, version: number): fc.Arbitrary<unknown> {
  const value = arbitraryValue(field, version);
  return isNullable(field, version) ? fc.option(value, { nil: null, freq: 4 }) : value;
}

const signed = (bits: number): fc.Arbitrary<number> =>
  fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });

const SIMPLE: Record<Exclude<FieldKind, 'array' | 'struct'>, fc.Arbitrary<unknown>> = {
  bool: fc.boolean(),
  int8: signed(8),
  int16: signed(16),
  uint16: fc.nat(2 ** 16 - 1),
  int32: signed(32),
  uint32: fc.maxSafeInteger().map((any) => any >>> 0),
  int64: EIGHT_BYTES,
  float64: fc.double({ noNaN: true }),
  string: text,
  uuid: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((array) => Buffer.from(array).toString('hex')),
  bytes: someBytes,
  records: someBytes,
};

function arbitraryValue(field: Field, version: number): fc.Arbitrary<unknown> {
  if (field.kind === 'struct') return arbitraryMessage(field, version);
  if (field.kind === 'array') return fc.array(arbitraryField(field.element ?? field, version), { maxLength: 3 });
  return SIMPLE[field.kind];
}

/** One thing that goes wrong with a frame: a flipped bit, a cut, bytes put in, an inflated number. */
export const arbitraryMutation: fc.Arbitrary<(frame: Buffer) => Buffer> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(7)).map(([at, bit]) => (frame: Buffer) => {
    const mutated = Buffer.from(frame);
    if (mutated.length > 0) mutated[at % mutated.length] = (mutated[at % mutated.length] ?? 0) ^ (1 << bit);
    return mutated;
  }),
  fc.nat().map((at) => (frame: Buffer) => Buffer.from(frame.subarray(0, at % (frame.length + 1)))),
  fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 })).map(([at, extra]) => (frame: Buffer) => {
    const place = at % (frame.length + 1);
    return Buffer.concat([frame.subarray(0, place), extra, frame.subarray(place)]);
  }),
  fc
    .tuple(fc.nat(), fc.constantFrom('7fffffff', 'ffffffff', '80000000', 'ffffff0f', '7fff', '8000', 'ffffffffff0f'))
    .map(([at, hex]) => (frame: Buffer) => {
      const inflated = Buffer.from(hex, 'hex');
      const place = at % (frame.length + 1);
      return Buffer.concat([frame.subarray(0, place), inflated, frame.subarray(place + inflated.length)]);
    }),
);

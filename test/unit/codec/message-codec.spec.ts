import {
  arrayOf,
  authenticatedBudget,
  ByteReader,
  ByteWriter,
  int32,
  int64,
  MessageCodec,
  string,
  struct,
} from '@yak/codec';

const codec = new MessageCodec(
  struct({ name: string(), ids: arrayOf(int32({ since: 0 })), big: int64({ since: 1 }) }),
  1,
);

test.each`
  flexibleFrom | version | flexible
  ${null}      | ${9}    | ${false}
  ${0}         | ${0}    | ${true}
  ${2}         | ${1}    | ${false}
  ${2}         | ${2}    | ${true}
`(
  'version $version of a message that is flexible from $flexibleFrom is flexible: $flexible',
  (row: { flexibleFrom: number | null; version: number; flexible: boolean }) => {
    expect(new MessageCodec(struct({}), row.flexibleFrom).isFlexible(row.version)).toBe(row.flexible);
  },
);

test.each([0, 1])('version %d comes back as it was written', (version) => {
  const writer = new ByteWriter();
  codec.write(version, writer, { name: 'orders', ids: [1, -1], big: version * 5 });
  const reader = new ByteReader(Buffer.concat(writer.finish()), 0, authenticatedBudget);
  expect(codec.read(version, reader)).toEqual({ name: 'orders', ids: [1, -1], big: version * 5 });
  expect(reader.position).toBe(reader.bytes.length);
});

test("readers by number and exact readers of one version do not get in each other's way", () => {
  const exact = new MessageCodec(struct({ a: int64() }), null);
  const read = (int64Reading: 'number' | 'exact'): object =>
    exact.read(0, new ByteReader(Buffer.from('7fffffffffffffff', 'hex'), 0, authenticatedBudget), int64Reading);
  expect([read('number'), read('exact'), read('number')]).toEqual([
    { a: 2 ** 63 },
    { a: 2n ** 63n - 1n },
    { a: 2 ** 63 },
  ]);
});

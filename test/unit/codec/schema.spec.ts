import { arrayOf, bool, int32, int64, nullable, string, struct, uuid } from '@yak/codec';
import type { MessageInputOf, MessageOf } from '@yak/codec';
import { fieldsOf, isNullable, isPresent } from '../../../libs/codec/src/schema';

const partition = struct({ index: int32(), leaderEpoch: int32({ since: 2, default: -1 }) });
const fields = {
  name: string(),
  id: uuid({ since: 3 }),
  group: nullable(string({ since: 1 }), { since: 2, default: null }),
  removed: bool({ until: 1 }),
  partitions: nullable(arrayOf(partition)),
};
const message = struct(fields);

test.each`
  field           | version | present  | canBeNull
  ${'name'}       | ${0}    | ${true}  | ${false}
  ${'id'}         | ${2}    | ${false} | ${false}
  ${'id'}         | ${3}    | ${true}  | ${false}
  ${'group'}      | ${0}    | ${false} | ${false}
  ${'group'}      | ${1}    | ${true}  | ${false}
  ${'group'}      | ${2}    | ${true}  | ${true}
  ${'removed'}    | ${1}    | ${true}  | ${false}
  ${'removed'}    | ${2}    | ${false} | ${false}
  ${'partitions'} | ${0}    | ${true}  | ${true}
`(
  'in version $version the field $field is there: $present, and may be null: $canBeNull',
  (row: { field: keyof typeof fields; version: number; present: boolean; canBeNull: boolean }) => {
    const field = fields[row.field];
    expect([isPresent(field, row.version), isNullable(field, row.version)]).toEqual([row.present, row.canBeNull]);
  },
);

test('only structs have fields', () => {
  expect(Object.keys(fieldsOf(message))).toEqual(['name', 'id', 'group', 'removed', 'partitions']);
  expect(fieldsOf(int64())).toEqual({});
});

test('types follow the schema: all fields when decoded, those without options when encoded', () => {
  const decoded: MessageOf<typeof message> = { name: 'a', id: '', group: null, removed: false, partitions: null };
  const input: MessageInputOf<typeof message> = { name: 'a', partitions: [{ index: 1 }] };
  // @ts-expect-error a field without options is not left out
  const missing: MessageInputOf<typeof message> = { name: 'a' };
  // @ts-expect-error a number is no text
  const wrong: MessageInputOf<typeof message> = { name: 1, partitions: null };
  // @ts-expect-error the message has no such field
  const unknown: MessageInputOf<typeof message> = { name: 'a', partitions: null, nonsense: 1 };
  expect([decoded, input, missing, wrong, unknown]).toHaveLength(5);
});

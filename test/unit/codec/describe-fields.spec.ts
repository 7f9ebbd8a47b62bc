import { arrayOf, describeFields, int32, nullable, string, struct } from '@yak/codec';

const message = struct({
  tagged: int32({ since: 1, tag: 0 }),
  name: nullable(string(), { since: 1 }),
  ids: arrayOf(int32()),
  topics: arrayOf(struct({ name: string(), epoch: int32({ since: 1 }) })),
});

test('a version is described by the fields that it has, tagged ones last', () => {
  expect(describeFields(message, 0)).toEqual([
    { name: 'name', type: 'string', nullable: false, tag: null },
    { name: 'ids', type: '[]int32', nullable: false, tag: null },
    {
      name: 'topics',
      type: '[]struct',
      nullable: false,
      tag: null,
      fields: [{ name: 'name', type: 'string', nullable: false, tag: null }],
    },
  ]);
  expect(describeFields(message, 1).map(({ name, nullable: canBeNull, tag }) => [name, canBeNull, tag])).toEqual([
    ['name', true, null],
    ['ids', false, null],
    ['topics', false, null],
    ['tagged', false, 0],
  ]);
});

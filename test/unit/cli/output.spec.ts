import { outputFormat, renderListing } from '../../../apps/cli/src/output';

const listing = { kind: 'TopicList', columns: [{ heading: 'NAME' }], row: (item: { name: string }) => [item.name] };
const items = [{ name: 'a' }, { name: 'b' }];

test.each([
  ['table', 'NAME\na\nb\n'],
  ['ndjson', '{"name":"a"}\n{"name":"b"}\n'],
] as const)('a list as %s', (format, text) => {
  expect(renderListing(format, listing, items)).toBe(text);
});

it('a list as json is one document that says its kind and version', () => {
  expect(JSON.parse(renderListing('json', listing, items))).toEqual({ apiVersion: 'yak/v1', kind: 'TopicList', items });
});

it('an unknown format is a usage error that names the known ones', () => {
  expect(outputFormat(undefined)).toBe('table');
  expect(() => outputFormat('yaml')).toThrow('use one of table, json, ndjson');
});

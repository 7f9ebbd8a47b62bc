import { isFailure, readJournalQuery } from '../../../libs/platform/src/journal-query';

test.each([
  [{}, { since: null, limit: 10_000, filter: {} }],
  [{ since: '0' }, { since: 0, limit: 10_000, filter: {} }],
  [
    { since: '12', limit: '1' },
    { since: 12, limit: 1, filter: {} },
  ],
  [
    { machine: 'm', id: 'i', node: 'n' },
    { since: null, limit: 10_000, filter: { machine: 'm', id: 'i', node: 'n' } },
  ],
])('reads %j', (texts, query) => {
  const read = readJournalQuery(texts);
  expect(isFailure(read)).toBe(false);
  expect(read).toEqual(query);
});

test.each([
  [{ since: 'x' }, 'since is a sequence number'],
  [{ since: '-1' }, 'since is a sequence number'],
  [{ since: '1.5' }, 'since is a sequence number'],
  [{ since: '' }, 'since is a sequence number'],
  [{ since: '9999999999999999' }, 'since is a sequence number'],
  [{ limit: '0' }, 'limit is a number from 1 to 10000'],
  [{ limit: '10001' }, 'limit is a number from 1 to 10000'],
  [{ limit: 'all' }, 'limit is a number from 1 to 10000'],
  [{ machine: ['a', 'b'] }, 'machine is given once'],
  [{ mashine: 'a' }, '"mashine" is not asked here'],
])('refuses %j', (texts, detail) => {
  const read = readJournalQuery(texts);
  expect(isFailure(read)).toBe(true);
  expect(read).toMatchObject({ status: 400, detail: expect.stringContaining(detail) as string });
});

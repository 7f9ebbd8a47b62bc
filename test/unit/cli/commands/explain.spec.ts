import type { Explanation } from '@yak/journal';
import { explain } from '../../../../apps/cli/src/commands/explain';
import type { OutputFormat } from '../../../../apps/cli/src/output';
import { answerOf, fakeHttp, type FakeHttp } from '../../../support/cli/fake-http';
import { fakeTerminal } from '../../../support/cli/fake-terminal';

const explanation: Explanation = {
  kind: 'group',
  id: 'a/b c',
  node: 'broker-1',
  state: 'PreparingRebalance',
  facts: { members: 2 },
  sentences: ['Joining waits for member X, last heartbeat 12 s ago.'],
  transitions: [],
};

const explained = async (http: FakeHttp, format: OutputFormat, id = 'a/b c'): Promise<string> => {
  const terminal = fakeTerminal();
  await explain({ terminal, format }, http, { kind: 'group', id });
  return terminal.printed();
};

it('prints the state and the sentences', async () => {
  const http = fakeHttp(answerOf(200, explanation));
  expect(await explained(http, 'table')).toBe(
    'group a/b c on broker-1: PreparingRebalance\n\n  Joining waits for member X, last heartbeat 12 s ago.\n\nfacts\n  members  2\n',
  );
  expect(http.asked).toEqual(['/explain/group/a%2Fb%20c']);
});

it('as JSON gives what the broker gave', async () => {
  const document: unknown = JSON.parse(await explained(fakeHttp(answerOf(200, explanation)), 'json'));
  expect(document).toEqual({ apiVersion: 'yak/v1', kind: 'Explanation', items: [explanation] });
  expect(JSON.parse(await explained(fakeHttp(answerOf(200, explanation)), 'ndjson'))).toEqual(explanation);
});

test.each([
  [answerOf(404, { message: 'group "x" does not exist' }), 4, 'group "x" does not exist'],
  [answerOf(503, { message: 'nobody leads' }), 6, 'nobody leads'],
  [answerOf(200, 'It works!'), 1, 'no YAK broker'],
])('%j ends with its exit code', async (answer, exitCode, words) => {
  const failure = explained(fakeHttp(answer), 'table');
  await expect(failure).rejects.toMatchObject({ exitCode });
  await expect(failure).rejects.toThrow(words);
});

it('asks for no partition without a number', async () => {
  const http = fakeHttp();
  const asked = explain({ terminal: fakeTerminal(), format: 'table' }, http, { kind: 'partition', id: 'orders' });
  await expect(asked).rejects.toMatchObject({ exitCode: 2 });
  expect(http.asked).toEqual([]);
});

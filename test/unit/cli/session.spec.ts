import { print, say } from '../../../apps/cli/src/session';
import { fakeTerminal } from '../../support/cli/fake-terminal';

it('results go to stdout, all else to stderr', async () => {
  const terminal = fakeTerminal();
  await print({ terminal, format: 'ndjson' }, { kind: 'K', columns: [], row: () => [] }, [{ a: 1 }]);
  say({ terminal }, 'done');
  expect([terminal.printed(), terminal.said()]).toEqual(['{"a":1}\n', 'done\n']);
});

import { Progress, progressText } from '../../../apps/cli/src/progress';
import { fakeTerminal } from '../../support/cli/fake-terminal';

test.each([
  [{ records: 0, bytes: 0 }, 0, 'produced 0 records, 0.0 MiB, 0 records/s'],
  [{ records: 1234567, bytes: 3145728 }, 1000, 'produced 1,234,567 records, 3.0 MiB, 1,234,567 records/s'],
])('%j after %d ms', (counts, elapsedMs, text) => {
  expect(progressText('produced', counts, elapsedMs)).toBe(text);
});

it('says nothing where stderr is no terminal, and leaves no line behind where it is', () => {
  const [quiet, loud] = [fakeTerminal(), fakeTerminal([], { showsProgress: true })];
  for (const terminal of [quiet, loud]) {
    const progress = new Progress(terminal, 'consumed');
    progress.count(1);
    progress.stop();
  }
  expect([quiet.said(), loud.said()]).toEqual(['', '\r\x1b[K']);
});

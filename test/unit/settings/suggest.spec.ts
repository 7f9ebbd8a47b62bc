import { didYouMean, suggest } from '@yak/settings';

const known = ['retention.ms', 'retention.bytes', 'cleanup.policy', 'log.dirs', 'min.insync.replicas'];

describe('a misspelt name', () => {
  test.each([
    ['retention.mss', 'retention.ms'],
    ['retension.ms', 'retention.ms'],
    ['retention_ms', 'retention.ms'],
    ['RETENTION.MS', 'retention.ms'],
    ['log.retention.ms', 'retention.ms'],
    ['clenup.polcy', 'cleanup.policy'],
    ['min.in.sync.replicas', 'min.insync.replicas'],
    ['something.else.entirely', null],
    ['x', null],
    ['', null],
  ])('%s brings to mind %s', (name, expected) => {
    expect(suggest(name, known)).toBe(expected);
  });

  it('is answered with a question, or with nothing when no name is near', () => {
    expect(didYouMean('retention.mss', known)).toBe(' Did you mean "retention.ms"?');
    expect(didYouMean('something.else', known)).toBe('');
  });
});

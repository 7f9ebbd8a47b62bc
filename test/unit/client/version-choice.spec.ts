import { bestVersion } from '../../../libs/client/src/version-choice';

const ours = { key: 1, name: 'Fetch', versions: { min: 4, max: 17 } };

describe('the version of a request', () => {
  test.each([
    ['the highest of both', { min: 0, max: 11 }, 11],
    ['ours where the broker knows more', { min: 4, max: 30 }, 17],
    ['the only common one', { min: 17, max: 40 }, 17],
  ])('is %s', (_title, theirs, version) => {
    expect(bestVersion(ours, new Map([[1, theirs]]))).toBe(version);
  });

  test.each([
    ['too old', { min: 0, max: 3 }],
    ['too new', { min: 18, max: 20 }],
  ])('does not exist for a broker that is %s', (_title, theirs) => {
    expect(() => bestVersion(ours, new Map([[1, theirs]]))).toThrow('UNSUPPORTED_VERSION: Fetch');
  });

  it('does not exist for an API that the broker does not name', () => {
    expect(() => bestVersion(ours, new Map())).toThrow('the broker does not speak Fetch');
  });
});

import { DEFAULT_CONNECTION_LIMITS } from '@yak/network';
import { ConnectionAges, type ConnectionGlimpse } from '../../../libs/network/src/connection-ages';

const MIB = 1024 * 1024;
const quiet: ConnectionGlimpse = {
  wasActive: false,
  isAuthenticating: false,
  isDraining: false,
  isEnded: false,
  isReading: true,
  requestsInFlight: 0,
  partialBytes: 0,
  framesSplit: 0,
  bytesUnsent: 0,
  bytesWritten: 0,
};

/** Seconds until the connection is closed, and why; null: not within twenty minutes. */
function fateOf(seen: Partial<ConnectionGlimpse> | ((second: number) => Partial<ConnectionGlimpse>)): string | null {
  const ages = new ConnectionAges();
  for (let second = 1; second <= 1_200; second += 1) {
    const reason = ages.advance(
      1_000,
      { ...quiet, ...(typeof seen === 'function' ? seen(second) : seen) },
      DEFAULT_CONNECTION_LIMITS,
    );
    if (reason !== null) return `${reason.label} after ${second} s`;
  }
  return null;
}

describe('deadlines of a connection', () => {
  test.each([
    ['nothing happens', {}, 'idle after 600 s'],
    ['bytes go either way', { wasActive: true }, null],
    ['a request waits for its answer', { requestsInFlight: 1 }, null],
    ['it does not authenticate', { isAuthenticating: true, wasActive: true }, 'slow-authentication after 10 s'],
    ['a request header does not come whole', { partialBytes: 11, wasActive: true }, 'slow-header after 11 s'],
    ['a frame stands still', { partialBytes: 10_000, wasActive: true }, 'slow-frame after 31 s'],
    ['a frame stands still because we do not read', { partialBytes: 10_000, isReading: false, wasActive: true }, null],
    ['the peer does not close after us', { isDraining: true, isEnded: true }, 'slow-close after 5 s'],
    [
      'requests in flight are not answered to drain',
      { isDraining: true, requestsInFlight: 1 },
      'slow-close after 30 s',
    ],
    ['eight megabytes stay unread', { bytesUnsent: 8 * MIB, wasActive: true }, null],
    [
      'more than eight megabytes stay unread',
      { bytesUnsent: 9 * MIB, bytesWritten: 9 * MIB, wasActive: true },
      'slow-reader after 30 s',
    ],
  ])('when %s', (_title, seen, fate) => {
    expect(fateOf(seen)).toBe(fate);
  });

  it('lets a slow frame pass that brings a kibibyte a second', () => {
    expect(fateOf((second) => ({ wasActive: true, partialBytes: second * 1024 + 1024 }))).toBeNull();
  });

  it('lets many frames pass, each under way at every look', () => {
    expect(fateOf((second) => ({ wasActive: true, partialBytes: 5, framesSplit: second }))).toBeNull();
  });

  it('lets a slow reader pass that takes a mebibyte in half a minute', () => {
    expect(
      fateOf((second) => ({ wasActive: true, bytesUnsent: 40 * MIB, bytesWritten: 40 * MIB + (second * MIB) / 20 })),
    ).toBeNull();
  });
});

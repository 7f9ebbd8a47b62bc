import { seededRandom } from '@yak/base';
import { KafkaError } from '@yak/client';
import { VirtualClock } from '@yak/simulation';
import { backoffMs, pause, retrying } from '../../../libs/client/src/retry';
import { drive } from '../../support/network/drive';

const around = () => ({
  clock: new VirtualClock({ random: seededRandom(1) }),
  random: seededRandom('retry'),
  timeoutMs: 5_000,
});

describe('trying again', () => {
  it('waits longer each time, up to a bound, with a jitter of a fifth', () => {
    const random = seededRandom('jitter');
    const waits = [1, 2, 3, 4, 5, 50].map((failures) => backoffMs(failures, { firstMs: 100, mostMs: 1_000 }, random));
    for (const [index, planned] of [100, 200, 400, 800, 1_000, 1_000].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(planned * 0.8);
      expect(waits[index]).toBeLessThanOrEqual(planned * 1.2);
    }
  });

  it('ends with the first success', async () => {
    const options = around();
    const result = retrying(options, (failures) =>
      failures < 3 ? Promise.reject(new KafkaError(5)) : Promise.resolve(`after ${failures}`),
    );
    expect(await drive(options.clock, result)).toBe('after 3');
  });

  it('ends with an error that no retry mends', async () => {
    const options = around();
    let attempts = 0;
    const result = retrying(options, () => {
      attempts += 1;
      return Promise.reject(new KafkaError(17));
    });
    await expect(drive(options.clock, result)).rejects.toThrow('INVALID_TOPIC_EXCEPTION');
    expect(attempts).toBe(1);
  });

  it('ends when its time is over, with the last error', async () => {
    const options = around();
    await expect(
      drive(
        options.clock,
        retrying(options, () => Promise.reject(new KafkaError(5))),
      ),
    ).rejects.toThrow('LEADER_NOT_AVAILABLE');
    expect(options.clock.monotonicMs()).toBeLessThanOrEqual(5_000);
    expect(options.clock.monotonicMs()).toBeGreaterThan(3_000);
  });

  it('pauses by the clock it is given', async () => {
    const { clock } = around();
    await drive(clock, pause(clock, 250));
    expect(clock.monotonicMs()).toBe(250);
  });
});

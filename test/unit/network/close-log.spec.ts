import { type Meter, seededRandom, silentMeter } from '@yak/base';
import { VirtualClock } from '@yak/simulation';
import { CloseLog } from '../../../libs/network/src/close-log';
import { MemoryLogger } from '../../support/network/broker-end';
import { runFor } from '../../support/network/drive';

const connection = { id: 'PLAINTEXT-1', clientAddress: '10.0.0.9' };

describe('the log of closed connections', () => {
  it('says who was closed and why, and counts by reason', () => {
    const counted: unknown[] = [];
    const meter: Meter = { ...silentMeter, counter: (_name, _help, labels) => ({ add: () => counted.push(labels) }) };
    const logger = new MemoryLogger();
    new CloseLog({ clock: new VirtualClock({ random: seededRandom(1) }), logger, meter }).record(
      { label: 'idle', detail: 'silent for long' },
      connection,
    );
    expect(logger.lines).toEqual([
      {
        level: 'debug',
        message: 'connection closed',
        fields: { connection: 'PLAINTEXT-1', client: '10.0.0.9', reason: 'idle', detail: 'silent for long' },
      },
    ]);
    expect(counted).toEqual([{ reason: 'idle' }]);
  });

  it('writes at most twenty lines a second about bad peers and then says how many it left out', async () => {
    const clock = new VirtualClock({ random: seededRandom(1) });
    const logger = new MemoryLogger();
    const log = new CloseLog({ clock, logger, meter: silentMeter });
    for (let count = 0; count < 50; count += 1)
      log.record({ label: 'malformed-request', detail: 'nonsense' }, connection);
    expect(logger.lines).toHaveLength(20);
    await runFor(clock, 1_000);
    log.record({ label: 'malformed-request', detail: 'nonsense' }, connection);
    expect(logger.lines.slice(20).map(({ message, fields }) => [message, fields['count']])).toEqual([
      ['connections closed, lines left out', 30],
      ['connection closed', undefined],
    ]);
  });
});

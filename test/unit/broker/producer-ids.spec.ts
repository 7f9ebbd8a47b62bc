import { ErrorCode, producerId, refusal } from '@yak/model';
import { ProducerIds } from '../../../libs/broker/src/producer-ids';

describe('producer ids', () => {
  it('are given out one by one from blocks, each asked for when the last is used up', async () => {
    let asked = 0;
    const ids = new ProducerIds(() => {
      asked += 1;
      return Promise.resolve({ kind: 'producer-ids', firstProducerId: producerId(asked * 100), count: 2 });
    });
    expect([await ids.next(), await ids.next(), await ids.next()]).toEqual([100, 101, 200]);
    expect(asked).toBe(2);
  });

  it('are never given out twice to those who ask at once', async () => {
    let asked = 0;
    const ids = new ProducerIds(async () => {
      asked += 1;
      await Promise.resolve();
      return { kind: 'producer-ids', firstProducerId: producerId(asked * 10), count: 10 };
    });
    const given = await Promise.all(Array.from({ length: 25 }, () => ids.next()));
    expect(new Set(given).size).toBe(25);
    expect(asked).toBe(3);
  });

  it('are refused where no block can be had, and asked for again', async () => {
    const answers = [
      refusal(ErrorCode.REQUEST_TIMED_OUT),
      { kind: 'producer-ids' as const, firstProducerId: producerId(7), count: 1 },
    ];
    const ids = new ProducerIds(() => Promise.resolve(answers.shift() ?? refusal(ErrorCode.NONE)));
    expect(await ids.next()).toMatchObject({ code: ErrorCode.REQUEST_TIMED_OUT });
    expect(await ids.next()).toBe(7);
  });
});

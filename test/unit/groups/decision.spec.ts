import { ErrorCode } from '@yak/model';
import { answered } from '../../../libs/groups/src/decision';

describe('answered', () => {
  it('is a decision that writes nothing', () => {
    expect(answered('now')).toMatchObject({ records: [], answer: 'now' });
  });

  it('holds an answer that comes later', async () => {
    await expect(answered(Promise.resolve('later')).answer).resolves.toBe('later');
  });

  it('cannot be refused by the log, and says so to whoever tries', () => {
    expect(() => answered('now').onRefused(ErrorCode.NOT_COORDINATOR)).toThrow('nothing was to be written');
  });
});

import { ParkedAnswer } from '../../../../libs/groups/src/classic/parked-answer';

test('a parked answer is given once', async () => {
  const parked = new ParkedAnswer<string>();
  parked.give('first');
  parked.give('second');
  await expect(parked.answer).resolves.toBe('first');
});

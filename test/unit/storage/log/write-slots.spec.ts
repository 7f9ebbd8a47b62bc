import { WriteSlots } from '../../../../libs/storage/src/log/write-slots';

describe('the write slots of a log directory', () => {
  test('are had at once while there are any', () => {
    const slots = new WriteSlots(2);
    expect([slots.take(), slots.take()]).toEqual([null, null]);
    slots.release();
    expect(slots.take()).toBeNull();
  });

  test('go to who has waited longest', async () => {
    const slots = new WriteSlots(1);
    expect(slots.take()).toBeNull();
    const had: string[] = [];
    const waiting = ['first', 'second'].map(async (name) => {
      await slots.take();
      had.push(name);
    });
    slots.release();
    await waiting[0];
    expect(had).toEqual(['first']);
    slots.release();
    await waiting[1];
    expect(had).toEqual(['first', 'second']);
    slots.release();
    expect(slots.take()).toBeNull();
  });
});

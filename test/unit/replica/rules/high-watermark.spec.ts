import { offset } from '@yak/model';
import { effectiveMinInSyncReplicas, highWatermarkOf } from '../../../../libs/replica/src/rules/high-watermark';

describe('the high watermark of a leader', () => {
  test.each([
    { name: 'alone, follows its own log end', current: 3, own: 9, ends: [], isr: 1, min: 1, replicas: 1, moved: 9 },
    {
      name: 'is the smallest log end of the ISR',
      current: 10,
      own: 14,
      ends: [12, 13],
      isr: 3,
      min: 2,
      replicas: 3,
      moved: 12,
    },
    {
      name: 'waits for a member that has not fetched in this epoch',
      current: 10,
      own: 14,
      ends: [14, 0],
      isr: 3,
      min: 2,
      replicas: 3,
      moved: 10,
    },
    {
      name: 'counts a pending addition before it is committed (R2)',
      current: 10,
      own: 14,
      ends: [13, 11],
      isr: 2,
      min: 2,
      replicas: 3,
      moved: 11,
    },
    { name: 'never goes back', current: 10, own: 14, ends: [8], isr: 2, min: 2, replicas: 2, moved: 10 },
    {
      name: 'stays while the ISR is too small (R6)',
      current: 10,
      own: 14,
      ends: [],
      isr: 1,
      min: 2,
      replicas: 3,
      moved: 10,
    },
    {
      name: 'stays while only a pending addition would make the ISR large enough (R6)',
      current: 10,
      own: 14,
      ends: [14],
      isr: 1,
      min: 2,
      replicas: 3,
      moved: 10,
    },
    {
      name: 'moves with one replica whatever min.insync.replicas says',
      current: 0,
      own: 5,
      ends: [],
      isr: 1,
      min: 3,
      replicas: 1,
      moved: 5,
    },
    {
      name: 'moves with the whole of two replicas though three were wanted',
      current: 0,
      own: 5,
      ends: [4],
      isr: 2,
      min: 3,
      replicas: 2,
      moved: 4,
    },
    { name: 'stays with an empty ISR', current: 2, own: 5, ends: [], isr: 0, min: 1, replicas: 1, moved: 2 },
  ])('$name', ({ current, own, ends, isr, min, replicas, moved }) => {
    const facts = {
      current: offset(current),
      ownLogEnd: offset(own),
      followerLogEnds: ends.map(offset),
      committedIsrSize: isr,
      minInSyncReplicas: min,
      replicaCount: replicas,
    };
    expect(highWatermarkOf(facts)).toBe(moved);
  });

  test.each([
    [1, 1, 1],
    [2, 3, 2],
    [3, 2, 2],
  ])('a write needs min.insync.replicas %i of %i replicas: %i', (min, replicas, needed) => {
    expect(effectiveMinInSyncReplicas(min, replicas)).toBe(needed);
  });
});

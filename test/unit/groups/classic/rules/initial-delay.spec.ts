import { nextInitialDelay } from '../../../../../libs/groups/src/classic/rules/initial-delay';

describe('the initial delay of 3 s', () => {
  test.each<[hasNewMember: boolean, waitedMs: number, remainingMs: number, next: string]>([
    [false, 3_000, 57_000, 'complete'],
    [true, 3_000, 57_000, '3000 of 54000'],
    [true, 3_000, 54_000, '3000 of 51000'],
    [true, 3_000, 2_000, '2000 of 0'],
    [true, 3_000, 3_000, '3000 of 0'],
    [true, 2_000, 0, 'complete'],
    [false, 2_000, 0, 'complete'],
  ])('a new member: %s, waited %i, %i remaining: %s', (hasNewMember, waitedMs, remainingMs, next) => {
    const wait = nextInitialDelay({ hasNewMember, delayMs: 3_000, waitedMs, remainingMs });
    expect(wait === null ? 'complete' : `${wait.delayMs} of ${wait.remainingMs}`).toBe(next);
  });
});

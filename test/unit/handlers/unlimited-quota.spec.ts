import { unlimitedQuota } from '@yak/handlers';
import { ANONYMOUS } from '@yak/security';

it('mutes nobody, however much is asked', () => {
  expect(unlimitedQuota.throttleMs({ principal: ANONYMOUS, clientId: 'greedy', apiKey: 0, bytes: 1e9 })).toBe(0);
});

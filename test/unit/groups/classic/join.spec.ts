import { newMemberId } from '../../../../libs/groups/src/classic/join';
import { FakeServices } from '../../../support/groups/fake-services';

const profile = {
  clientId: 'kcat',
  clientHost: '/127.0.0.1',
  sessionTimeoutMs: 1,
  rebalanceTimeoutMs: 1,
  protocols: [],
};

test.each([
  ['a dynamic member by its client', null, /^kcat-[0-9a-f-]{36}$/],
  ['a static member by its instance', 'one', /^one-[0-9a-f-]{36}$/],
])('a new id names %s', (_, instanceId, form) => {
  const services = new FakeServices();
  const ids = Array.from({ length: 10 }, () => newMemberId(services, { ...profile, instanceId }));
  for (const id of ids) expect(id).toMatch(form);
  expect(new Set(ids).size).toBe(10);
});

test('a new id can be written, however long the name in it', () => {
  const services = new FakeServices();
  const id = newMemberId(services, { ...profile, instanceId: '€'.repeat(32_767) });
  expect(Buffer.byteLength(id)).toBeLessThanOrEqual(32_767);
  expect(id).toMatch(/^€{10000}-[0-9a-f-]{36}$/);
});

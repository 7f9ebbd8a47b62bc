import { seededRandom } from '@yak/base';
import { randomUuid } from '../../../libs/groups/src/random-uuid';

test('a random UUID has the form, the version and the variant of one', () => {
  const random = seededRandom('uuid');
  const drawn = Array.from({ length: 100 }, () => randomUuid(random));
  for (const uuid of drawn)
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(drawn).size).toBe(100);
});

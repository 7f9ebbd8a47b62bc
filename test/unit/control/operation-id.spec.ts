import { seededRandom } from '@yak/base';
import { newOperationId } from '@yak/control';

test('operation ids are 22 characters and do not repeat', () => {
  const random = seededRandom(7);
  const ids = Array.from({ length: 100 }, () => newOperationId(random));
  expect(new Set(ids).size).toBe(100);
  for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
});

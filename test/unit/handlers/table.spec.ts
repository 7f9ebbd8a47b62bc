import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { handlers } from '@yak/handlers';

it('has a row for every handler file, under the key that the file is numbered by', () => {
  const files = readdirSync(join(__dirname, '../../../libs/handlers/src')).filter((name) => /^\d\d-/.test(name));
  expect(files.map((name) => Number(name.slice(0, 2))).sort((one, other) => one - other)).toEqual(
    [...handlers.keys()].sort((one, other) => one - other),
  );
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BROKER_SETTINGS, TOPIC_SETTINGS } from '@yak/settings';
import { settingsPage } from '../../../support/settings/settings-page';

const path = join(__dirname, '../../../../docs/settings.md');
const page = readFileSync(path, 'utf8');

test.each([...Object.keys(BROKER_SETTINGS), ...Object.keys(TOPIC_SETTINGS)])(
  '%s stands in docs/settings.md',
  (name) => {
    expect(page.includes(`\`${name}\``)).toBe(true);
  },
);

/** With `YAK_GOLDEN=write` in the environment the page is written: read the difference before you commit it. */
test('the tables of docs/settings.md are those of the rows', () => {
  const written = settingsPage(page);
  if (process.env['YAK_GOLDEN'] === 'write') writeFileSync(path, written);
  else expect(page).toBe(written);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BROKER_SETTINGS, TOPIC_SETTINGS } from '@yak/settings';

const page = readFileSync(join(__dirname, '../../../../docs/settings.md'), 'utf8');

test.each([...Object.keys(BROKER_SETTINGS), ...Object.keys(TOPIC_SETTINGS)])(
  '%s stands in docs/settings.md',
  (name) => {
    expect(page.includes(`\`${name}\``)).toBe(true);
  },
);

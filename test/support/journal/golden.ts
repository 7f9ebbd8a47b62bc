import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DIRECTORY = join(__dirname, '../../golden');

/**
 * Compares a text with the golden file of that name in test/golden. With `YAK_GOLDEN=write` in the environment the file is
 * written instead: read the difference before you commit it.
 */
export function expectGolden(name: string, text: string): void {
  const path = join(DIRECTORY, name);
  if (process.env['YAK_GOLDEN'] === 'write') writeFileSync(path, text);
  if (!existsSync(path)) throw new Error(`${path} is missing; write it with YAK_GOLDEN=write`);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

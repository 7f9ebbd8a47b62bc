// Whether something made from files is older than any of them, told from file times alone: no hashing, so that `npm start`
// asks in a few milliseconds.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The newest modification time, in milliseconds, of the files under `places` (files or folders, node_modules left out). */
export function newestMs(places) {
  let newest = 0;
  for (const place of places) {
    if (!existsSync(place)) continue;
    const stat = statSync(place);
    newest = Math.max(newest, stat.mtimeMs);
    if (!stat.isDirectory()) continue;
    for (const entry of readdirSync(place, { withFileTypes: true })) {
      if (entry.name === 'node_modules') continue;
      const path = join(place, entry.name);
      newest = Math.max(newest, entry.isDirectory() ? newestMs([path]) : statSync(path).mtimeMs);
    }
  }
  return newest;
}

/** Whether `product` is missing or older than anything under `sources`. */
export function isStale(product, sources) {
  return !existsSync(product) || statSync(product).mtimeMs < newestMs(sources);
}

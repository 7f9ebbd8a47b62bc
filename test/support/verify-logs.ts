import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './processes';

/** What `yak-cli log verify` says of a log directory: exit code 0 and a summary, or the faults. */
export function verifyLogs(directory: string): { readonly status: number | null; readonly said: string } {
  const verified = spawnSync(process.execPath, [join(root, 'dist', 'yak-cli.cjs'), 'log', 'verify', directory], {
    encoding: 'utf8',
  });
  return { status: verified.status, said: `${verified.stdout}${verified.stderr}`.trim() };
}

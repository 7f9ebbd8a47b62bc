import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';

/** What a run of kcat gave. */
export interface KcatResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** SHA-256 of stdout, for outputs too large to keep. */
  readonly digest: string;
}

const KEPT_CHARACTERS_MAX = 1_000_000;

/** Where kcat is: fetched by `npm test`, or on the path. */
const program = process.env['TEST_KCAT'] ?? 'kcat';

/** The program and the environment in which it finds its libraries. */
export function kcatCommand(): { readonly program: string; readonly environment: NodeJS.ProcessEnv } {
  const libraries = process.env['TEST_LIBRARY_PATH'];
  const environment =
    libraries === undefined || libraries === '' ? process.env : { ...process.env, LD_LIBRARY_PATH: libraries };
  return { program, environment };
}

/** Runs kcat to its end. @param inputPath a file that becomes its stdin */
export async function kcat(args: readonly string[], inputPath?: string): Promise<KcatResult> {
  const input = inputPath === undefined ? 'ignore' : openSync(inputPath, 'r');
  const { environment } = kcatCommand();
  const child = spawn(program, args, { stdio: [input, 'pipe', 'pipe'], env: environment });
  if (typeof input === 'number') closeSync(input);
  const hash = createHash('sha256');
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    if (stdout.length < KEPT_CHARACTERS_MAX) stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr, digest: hash.digest('hex') };
}

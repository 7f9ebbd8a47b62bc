import { CliError, usageError } from './cli-error';
import { ExitCode } from './exit-code';

/** What a broker answered over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  /** null for a header that is not there. */
  header(name: string): string | null;
}

/** The HTTP side of one broker. */
export interface HttpSource {
  /** `http://127.0.0.1:8080` */
  readonly address: string;
  /** @param path with its query @throws CliError (unreachable) where no answer comes */
  get(path: string, accept: string): Promise<HttpAnswer>;
}

const DEFAULT_ADDRESS = 'http://127.0.0.1:8080';
const ANSWER_MS_MAX = 10_000;
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Where HTTP is: `--http`, then YAK_HTTP, then http://127.0.0.1:8080; `host:port` alone will do.
 * @throws CliError (usage) for what is no such address
 */
export function httpAddress(
  flag: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const fromEnvironment = environment['YAK_HTTP'] === '' ? undefined : environment['YAK_HTTP'];
  const given = flag ?? fromEnvironment ?? DEFAULT_ADDRESS;
  const url = parsed(given.includes('://') ? given : `http://${given}`);
  if (url?.protocol !== 'http:' || url.pathname !== '/' || url.search !== '' || url.username !== '')
    throw usageError(`${flag === undefined ? 'YAK_HTTP' : '--http'} "${given}": write http://host:port`);
  return url.origin;
}

function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** HttpSource over the network. */
export function httpSource(address: string): HttpSource {
  return {
    address,
    get: async (path, accept) => {
      try {
        const signal = AbortSignal.timeout(ANSWER_MS_MAX);
        const answer = await fetch(`${address}${path}`, { headers: { accept }, redirect: 'error', signal });
        const body = await boundedText(answer);
        return { status: answer.status, body, header: (name) => answer.headers.get(name) };
      } catch (error) {
        throw unreachable(address, error);
      }
    },
  };
}

async function boundedText(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeInBytes = 0;
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    sizeInBytes += chunk.length;
    if (sizeInBytes > ANSWER_BYTES_MAX) throw new Error(`the answer is longer than ${ANSWER_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function unreachable(address: string, error: unknown): CliError {
  const message =
    `No answer over HTTP from ${address} (${reasonOf(error)}).\n` +
    'Does the broker run? Its first line names both addresses, for Kafka and for HTTP, and HTTP is on loopback unless\n' +
    'yak.http.listener says otherwise. Another address goes with --http http://host:port, or in YAK_HTTP.';
  return new CliError(ExitCode.UNREACHABLE, message, { cause: error });
}

/** The reason in words; `fetch` hides it in the cause. */
function reasonOf(error: unknown): string {
  if (textIn(error, 'name') === 'TimeoutError') return `nothing within ${ANSWER_MS_MAX / 1000} s`;
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  const code = textIn(cause, 'code');
  if (code.startsWith('HPE_') || code === 'UND_ERR_SOCKET') return 'what answers there does not speak HTTP';
  return textIn(cause, 'message') || code || textIn(error, 'message') || 'no reason given';
}

/** A text field of whatever was thrown; empty where there is none. */
function textIn(value: unknown, name: string): string {
  const fields = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const text = fields[name];
  return typeof text === 'string' ? text : '';
}

/** An answer that is none of what was asked for, as the error that the user is told. */
export function refusedBy(source: HttpSource, { status, body }: HttpAnswer): CliError {
  const message = messageIn(body);
  const isOurs = message !== null && !message.startsWith('Cannot GET ');
  if (!isOurs) {
    const text = `${source.address} answered ${status}: that is no YAK broker, or one that does not know this question.`;
    return new CliError(ExitCode.FAILED, text);
  }
  return new CliError(EXIT_CODES.get(status) ?? ExitCode.FAILED, message);
}

const EXIT_CODES: ReadonlyMap<number, ExitCode> = new Map([
  [400, ExitCode.USAGE],
  [404, ExitCode.NOT_FOUND],
  [421, ExitCode.UNREACHABLE],
  [502, ExitCode.UNREACHABLE],
  [503, ExitCode.UNREACHABLE],
]);

/** The `message` of a JSON object; null in anything else. */
function messageIn(body: string): string | null {
  try {
    const value = JSON.parse(body) as unknown;
    const message: unknown = typeof value === 'object' && value !== null && 'message' in value ? value.message : null;
    return typeof message === 'string' ? message : null;
  } catch {
    return null;
  }
}

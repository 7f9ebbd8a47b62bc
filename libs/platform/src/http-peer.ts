import { get, type IncomingMessage } from 'node:http';
import type { HttpEndpoint } from '@yak/control';

/** What another server answered. */
export interface PeerAnswer {
  readonly status: number;
  readonly contentType: string;
  /** The headers that begin with `x-yak-`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One question to another server. */
export interface PeerQuestion {
  readonly endpoint: HttpEndpoint;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The way to the HTTP of other servers. Rejects where there is no whole answer, within its time and size. */
export type AskPeer = (question: PeerQuestion) => Promise<PeerAnswer>;

/** What an answer may cost. */
export interface PeerLimits {
  readonly timeoutMs: number;
  readonly bytesMax: number;
}

const LIMITS: PeerLimits = { timeoutMs: 3_000, bytesMax: 8 * 1024 * 1024 };

/** AskPeer over a connection of its own for each question. */
export function peerOver(limits: PeerLimits = LIMITS): AskPeer {
  return ({ endpoint, path, headers }) =>
    new Promise((resolve, reject) => {
      const { host: hostname, port } = endpoint;
      const signal = AbortSignal.timeout(limits.timeoutMs);
      const request = get({ hostname, port, path, headers, signal, agent: false }, (response) => {
        readAnswer(response, limits.bytesMax).then(resolve, fail);
      });
      const fail = (error: unknown): void => {
        request.destroy();
        const isLate = signal.aborted;
        reject(isLate ? new Error(`no answer within ${limits.timeoutMs} ms`, { cause: error }) : asError(error));
      };
      request.on('error', fail);
    });
}

async function readAnswer(response: IncomingMessage, bytesMax: number): Promise<PeerAnswer> {
  const chunks: Buffer[] = [];
  let sizeInBytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    sizeInBytes += chunk.length;
    if (sizeInBytes > bytesMax) throw new Error(`the answer is longer than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  const own = Object.entries(response.headers).flatMap(([name, value]) =>
    name.startsWith('x-yak-') && typeof value === 'string' ? [[name, value]] : [],
  );
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'] ?? 'text/plain; charset=utf-8',
    headers: Object.fromEntries(own) as Record<string, string>,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

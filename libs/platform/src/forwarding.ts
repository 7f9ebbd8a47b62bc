import type { RemoteNode } from './http-facts';
import type { AskPeer } from './http-peer';

/** Names who asks on behalf of a client; a question that bears it is never passed on again. */
export const FORWARDED_BY = 'x-yak-forwarded-by';

/** What the client is answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A refusal with its reason; `errorAnswer` writes it. */
export interface HttpFailure {
  readonly status: 400 | 404 | 421 | 502 | 503;
  readonly detail: string;
}

/** Questions passed on at once; more are refused, so that a dead server cannot pile them up. */
const IN_FLIGHT_MAX = 32;

/** Asks another server on behalf of a client, once: whoever was asked so answers itself. */
export class Forwarding {
  readonly #own: string;
  readonly #ask: AskPeer;
  #inFlight = 0;

  /** @param own what this server calls itself to the others */
  constructor(own: string, ask: AskPeer) {
    this.#own = own;
    this.#ask = ask;
  }

  /**
   * The other server's answer as it is. Failures: 421 where the question was passed on already (two servers whose metadata
   * differ for the moment), 502 where there is no answer, 503 where too many are under way.
   */
  async answerOf(
    remote: RemoteNode,
    question: { readonly path: string; readonly accept: string; readonly forwardedBy: string | null },
  ): Promise<HttpAnswer | HttpFailure> {
    const { path, accept, forwardedBy } = question;
    const { node, httpEndpoint } = remote;
    if (forwardedBy !== null) {
      const detail = `${this.#own} was asked by ${forwardedBy} and would ask ${node}: the metadata is moving, ask again`;
      return { status: 421, detail };
    }
    if (this.#inFlight >= IN_FLIGHT_MAX)
      return { status: 503, detail: `${IN_FLIGHT_MAX} questions to other servers are under way` };
    this.#inFlight += 1;
    try {
      return await this.#ask({ endpoint: httpEndpoint, path, headers: { accept, [FORWARDED_BY]: this.#own } });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const where = `http://${httpEndpoint.host}:${httpEndpoint.port}`;
      return { status: 502, detail: `${node}, which would know, did not answer at ${where}: ${reason}` };
    } finally {
      this.#inFlight -= 1;
    }
  }
}

const TITLES = {
  400: 'Bad Request',
  404: 'Not Found',
  421: 'Misdirected Request',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
} as const;

/** A failure as text, or as the JSON that Nest gives its own failures. */
export function errorAnswer({ status, detail }: HttpFailure, isText: boolean): HttpAnswer {
  const body = isText ? `${detail}\n` : JSON.stringify({ statusCode: status, error: TITLES[status], message: detail });
  return { status, contentType: isText ? TEXT : JSON_TYPE, headers: {}, body };
}

/** Content type of text for people. */
export const TEXT = 'text/plain; charset=utf-8';
/** Content type of JSON. */
export const JSON_TYPE = 'application/json; charset=utf-8';

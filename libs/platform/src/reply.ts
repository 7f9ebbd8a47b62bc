import type { HttpAnswer } from './forwarding';

/** The part of Fastify's request that is used here. */
export interface Asked {
  /** Path and query as they came. */
  readonly url: string;
}

/** The part of Fastify's reply that is used here. */
export interface Reply {
  status(code: number): Reply;
  type(contentType: string): Reply;
  headers(values: Readonly<Record<string, string>>): Reply;
  send(body: unknown): Reply;
}

/** Sends an answer whole. */
export function send(reply: Reply, { status, contentType, headers, body }: HttpAnswer): void {
  reply.status(status).headers(headers).type(contentType).send(body);
}

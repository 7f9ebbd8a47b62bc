import type { MessageInputOf, MessageOf, MessageSchema } from '@yak/codec';
import type { Api } from '@yak/protocol';
import type { AclOperation, ResourceType } from '@yak/security';
import type { RequestContext } from './request-context';

/** A range of versions, both ends inclusive. */
export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/** What a handler says instead of a response: nothing (acks=0), or that the connection must end. */
export class Unanswered {
  private constructor(
    readonly kind: 'silent' | 'close',
    readonly reason: string,
  ) {}

  /** The client expects no response. */
  static readonly silent = new Unanswered('silent', '');

  /** The connection ends; the reason is logged, not sent. */
  static close(reason: string): Unanswered {
    return new Unanswered('close', reason);
  }
}

/** A response body for the encoder, or none. */
export type Reply<Res extends MessageSchema> = MessageInputOf<Res> | Unanswered;

/**
 * How one API key is answered. The table of these declarations is the only place that says which versions are served
 * and what a client must be allowed to do; ApiVersions and the authoriser read it.
 */
export interface Handler<Req extends MessageSchema = MessageSchema, Res extends MessageSchema = MessageSchema> {
  readonly api: Api<Req, Res>;
  /** The versions that are answered; others close the connection. */
  readonly serves: VersionRange;
  /** The lowest version that ApiVersions names where it is not the lowest served one (PROTOCOL.md §1.2). */
  readonly advertisedMin?: number;
  /** What the principal must be allowed to do; null where everybody may ask. */
  readonly operation: AclOperation | null;
  /** On what kind of resource; null where everybody may ask. */
  readonly resource: ResourceType | null;
  /** The next request of the connection may start before this one is answered. Otherwise it waits, as in Kafka. */
  readonly isPipelined?: boolean;
  handle(request: MessageOf<Req>, context: RequestContext): Reply<Res> | Promise<Reply<Res>>;
}

/** A handler where its messages' types do not matter; methods are bivariant, so that every handler is one. */
export type AnyHandler = Handler;

/** Declares a handler so that its request and response types follow from the API. */
export function defineHandler<Req extends MessageSchema, Res extends MessageSchema>(
  handler: Handler<Req, Res>,
): Handler<Req, Res> {
  return handler;
}

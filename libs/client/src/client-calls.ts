import type { Clock, Random } from '@yak/base';
import type { MessageInputOf, MessageOf, MessageSchema } from '@yak/codec';
import type { Api } from '@yak/protocol';
import type { BrokerConnection } from './broker-connection';
import type { MetadataCache } from './metadata-cache';

/**
 * To which broker a request goes; how long its answer may take, if not as long as the client's others; and in which lane, if
 * not on the connection that all share (see BrokerPool).
 */
export type RequestTarget =
  'any' | 'controller' | { readonly brokerId: number; readonly timeoutMs?: number; readonly lane?: string };

/** What producer, consumer and admin ask of the client. */
export interface ClientCalls {
  readonly clock: Clock;
  readonly random: Random;
  readonly metadata: MetadataCache;
  /** How long calls that retry go on doing so. */
  readonly retryTimeoutMs: number;
  connectionTo(target: RequestTarget): Promise<BrokerConnection>;
  request<Req extends MessageSchema, Res extends MessageSchema>(
    api: Api<Req, Res>,
    version: number | 'best',
    body: MessageInputOf<Req>,
    target?: RequestTarget,
  ): Promise<MessageOf<Res>>;
  /** Closes the connections of a lane; requests in flight there fail. */
  closeLane(lane: string): void;
  retrying<T>(attempt: (failures: number) => Promise<T>): Promise<T>;
}

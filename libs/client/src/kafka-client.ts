import type { Clock, Random } from '@yak/base';
import type { Transport } from '@yak/network';

/** What a client needs. */
export interface KafkaClientOptions {
  /** `host:port` of at least one broker; `host` alone means port 9092. */
  readonly bootstrap: readonly string[];
  readonly clientId: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /** A request unanswered for this long fails with REQUEST_TIMED_OUT and its connection closes. Default 30,000. */
  readonly requestTimeoutMs?: number;
  /** Metadata older than this is asked for again. Default 300,000. */
  readonly metadataMaxAgeMs?: number;
}

/** To which broker a request goes. */
export type RequestTarget = 'any' | 'controller' | { readonly brokerId: number };

import type { Principal } from '@yak/security';

/** What handlers know of the connection that asks; `network`'s ConnectionFacts fits by shape. */
export interface Connection {
  readonly id: string;
  readonly listenerName: string;
  readonly clientAddress: string;
  readonly principal: Principal;
  readonly isAuthenticated: boolean;
  readonly isInterBroker: boolean;
  setClientSoftware(name: string, version: string): void;
  /** Runs once when the connection is gone. Returns how to stop listening. */
  onClosed(listener: () => void): () => void;
}

/** What the network does with a request: bytes, nothing at all (acks=0), or the end of the connection. */
export type Answer =
  | {
      readonly kind: 'frames';
      readonly frames: readonly Buffer[];
      readonly throttleMs: number;
      /** Called when the frames have left and what they borrow may be used again. */
      readonly onSent?: () => void;
    }
  | { readonly kind: 'silent' }
  | { readonly kind: 'close'; readonly reason: string };

/** A request that is being answered; the connection's next request starts once `accepted` has settled (null: at once). */
export interface ServedRequest {
  readonly accepted: Promise<void> | null;
  readonly answer: Answer | Promise<Answer>;
}

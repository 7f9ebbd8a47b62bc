/** What happens to a connection, told to its machine. Bytes are not events. */
export type ConnectionEvent =
  /** The connection limits allow it. */
  | { readonly type: 'connection.admitted'; readonly cause: string }
  /** The peer is who it says; on PLAINTEXT at once. */
  | { readonly type: 'authentication.succeeded'; readonly cause: string }
  /** No further request is started. */
  | { readonly type: 'drain.started'; readonly cause: string }
  | { readonly type: 'transport.closed'; readonly cause: string };

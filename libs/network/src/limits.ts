/** What one connection, and all connections together, may take. Everything here is a bound; nothing is unlimited but by null. */
export interface ConnectionLimits {
  /** Largest request frame in bytes, size prefix not counted. Kafka: socket.request.max.bytes. */
  readonly requestBytesMax: number;
  /** The same before the peer has authenticated. */
  readonly unauthenticatedRequestBytesMax: number;
  /** Requests of one connection that were started and not yet answered. */
  readonly inFlightRequestsMax: number;
  /** Their bytes; reading stops above it. One request larger than this is still served, alone. */
  readonly inFlightBytesMax: number;
  /** Bytes of requests in flight over all connections; above it nobody is read until some were answered. */
  readonly inFlightBytesTotalMax: number;
  /** Responses that the peer has not taken: above it no further request is started. */
  readonly unsentBytesMax: number;
  /** A peer that leaves more than this unread, and takes less than `slowReaderBytesMin` in `slowReaderMs`, is closed. */
  readonly slowReaderUnsentBytes: number;
  readonly slowReaderBytesMin: number;
  readonly slowReaderMs: number;
  /** Connections over all listeners. Kafka: max.connections. */
  readonly connectionsMax: number;
  /** Connections from one address. Kafka: max.connections.per.ip. */
  readonly connectionsPerAddressMax: number;
  /** Per address, instead of the line above. Kafka: max.connections.per.ip.overrides. */
  readonly connectionsPerAddressOverrides: ReadonlyMap<string, number>;
  /** A connection without bytes in either direction and without requests in flight is closed; null: never. Kafka: connections.max.idle.ms. */
  readonly idleMs: number | null;
  /** From a frame's first byte to the end of the size prefix and the fixed part of the request header. */
  readonly headerMs: number;
  /** A frame may take this long; longer only at `frameBytesPerSecondMin`. */
  readonly frameMs: number;
  readonly frameBytesPerSecondMin: number;
  /** From accept to the end of authentication. */
  readonly authenticationMs: number;
  /** From our end of stream to the peer's; then the connection is torn down. */
  readonly lingerMs: number;
  /** A connection that drains may wait this long for its requests in flight. */
  readonly drainMs: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** The limits where no setting says otherwise. */
export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = {
  requestBytesMax: 100 * MIB,
  unauthenticatedRequestBytesMax: 512 * KIB,
  inFlightRequestsMax: 128,
  inFlightBytesMax: MIB,
  inFlightBytesTotalMax: 256 * MIB,
  unsentBytesMax: 4 * MIB,
  slowReaderUnsentBytes: 8 * MIB,
  slowReaderBytesMin: MIB,
  slowReaderMs: 30_000,
  connectionsMax: 10_000,
  connectionsPerAddressMax: 10_000,
  connectionsPerAddressOverrides: new Map(),
  idleMs: 600_000,
  headerMs: 10_000,
  frameMs: 30_000,
  frameBytesPerSecondMin: KIB,
  authenticationMs: 10_000,
  lingerMs: 5_000,
  drainMs: 30_000,
};

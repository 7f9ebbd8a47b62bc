import type { Clock, Gauge, Logger, Meter, TimerId } from '@yak/base';
import type { Journal } from '@yak/journal';
import { ByteBudget } from './byte-budget';
import { CloseLog } from './close-log';
import type { CloseReason } from './close-reason';
import { type ConnectionSurroundings, KafkaConnection } from './connection';
import type { ConnectionLimits } from './limits';
import type { RequestServer, SecurityProtocol, Transport, TransportConnection, TransportListener } from './ports';

/** One address to listen on. */
export interface ListenerEndpoint {
  readonly name: string;
  /** Empty: every interface. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly securityProtocol: SecurityProtocol;
  readonly isInterBroker: boolean;
}

/** A listener as it was bound. */
export interface BoundListener {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** What the listeners need of the world. */
export interface KafkaListenersOptions {
  readonly endpoints: readonly ListenerEndpoint[];
  readonly transport: Transport;
  readonly server: RequestServer;
  readonly limits: ConnectionLimits;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly meter: Meter;
}

const SWEEP_MS_MAX = 1_000;
const SWEEP_MS_MIN = 5;

/** All listeners of a broker and the connections that came by them. Started once, stopped once. */
export class KafkaListeners {
  readonly #options: KafkaListenersOptions;
  readonly #surroundings: ConnectionSurroundings;
  readonly #closeLog: CloseLog;
  readonly #connectionsGauge: Gauge;
  readonly #sweepMs: number;
  readonly #listeners: TransportListener[] = [];
  readonly #connections = new Set<KafkaConnection>();
  readonly #perAddress = new Map<string, number>();
  #numberOfLast = 0;
  #sweeper: TimerId | null = null;
  #sweptAtMs = 0;
  #isStopping = false;
  #onEmpty: (() => void) | null = null;

  constructor(options: KafkaListenersOptions) {
    const { clock, journal, limits, logger, meter, server } = options;
    this.#options = options;
    this.#closeLog = new CloseLog(options);
    this.#connectionsGauge = meter.gauge('yak_network_connections', 'Connections that are open.');
    const shortest = Math.min(
      limits.headerMs,
      limits.frameMs,
      limits.authenticationMs,
      limits.lingerMs,
      limits.drainMs,
      limits.slowReaderMs,
      limits.idleMs ?? Infinity,
    );
    this.#sweepMs = Math.min(SWEEP_MS_MAX, Math.max(SWEEP_MS_MIN, shortest / 4));
    this.#surroundings = {
      server,
      limits,
      clock,
      journal,
      logger,
      meter,
      budget: new ByteBudget(limits.inFlightBytesTotalMax),
      bytesReceived: meter.counter('yak_network_received_bytes_total', 'Bytes received from clients.'),
      bytesSent: meter.counter('yak_network_sent_bytes_total', 'Bytes of responses handed to the transport.'),
      requests: meter.counter('yak_network_requests_total', 'Requests that were started.'),
      onClosed: (connection, reason) => {
        this.forget(connection, reason);
      },
    };
  }

  /** Connections open now. */
  get connectionCount(): number {
    return this.#connections.size;
  }

  /**
   * Listens on every endpoint.
   * @returns the addresses as bound, in the order of the endpoints. Rejects, with nothing left open, if one fails
   */
  async start(): Promise<readonly BoundListener[]> {
    try {
      for (const endpoint of this.#options.endpoints) {
        const listener = await this.#options.transport.listen(
          { host: endpoint.host, port: endpoint.port },
          (connection) => {
            this.accept(connection, endpoint);
          },
        );
        this.#listeners.push(listener);
      }
    } catch (cause) {
      await Promise.all(this.#listeners.map((listener) => listener.close()));
      throw cause;
    }
    return this.#listeners.map(({ host, port }, index) => ({
      name: this.#options.endpoints[index]?.name ?? '',
      host,
      port,
    }));
  }

  /** Accepts no more, lets requests in flight be answered for at most `graceMs`, then closes what is left. */
  async stop(how: { readonly graceMs: number }): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.close()));
    const reason: CloseReason = { label: 'stopped', detail: 'the broker stops' };
    for (const connection of this.#connections) connection.drain(reason);
    const { clock } = this.#options;
    const grace = clock.setTimeout(() => {
      for (const connection of this.#connections) connection.abort(reason);
    }, how.graceMs);
    await this.empty();
    clock.clearTimeout(grace);
    this.disarm();
  }

  /** Closes everything now: connections are cut and answers lost, as when the process dies. */
  async kill(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.close()));
    for (const connection of this.#connections) connection.abort({ label: 'stopped', detail: 'the broker was killed' });
    await this.empty();
    this.disarm();
  }

  private empty(): Promise<void> {
    if (this.#connections.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  private accept(transport: TransportConnection, endpoint: ListenerEndpoint): void {
    this.#numberOfLast += 1;
    const id = `${endpoint.name}-${this.#numberOfLast}`;
    const fault = this.admissionFault(transport.remoteAddress);
    if (fault !== null) {
      this.#closeLog.record(fault, { id, clientAddress: transport.remoteAddress });
      transport.destroy();
      return;
    }
    const connection = new KafkaConnection(
      transport,
      {
        id,
        listenerName: endpoint.name,
        securityProtocol: endpoint.securityProtocol,
        isInterBroker: endpoint.isInterBroker,
      },
      this.#surroundings,
    );
    this.#connections.add(connection);
    this.#perAddress.set(transport.remoteAddress, (this.#perAddress.get(transport.remoteAddress) ?? 0) + 1);
    this.#connectionsGauge.set(this.#connections.size);
    connection.admit();
    if (this.#sweeper === null) this.arm();
  }

  private admissionFault(address: string): CloseReason | null {
    const { connectionsMax, connectionsPerAddressMax, connectionsPerAddressOverrides } = this.#options.limits;
    if (this.#isStopping) return { label: 'stopped', detail: 'the broker stops' };
    if (this.#connections.size >= connectionsMax)
      return { label: 'connection-limit', detail: `${connectionsMax} connections are open (max.connections)` };
    const most = connectionsPerAddressOverrides.get(address) ?? connectionsPerAddressMax;
    if ((this.#perAddress.get(address) ?? 0) < most) return null;
    return {
      label: 'connection-limit',
      detail: `${most} connections of this address are open (max.connections.per.ip)`,
    };
  }

  private forget(connection: KafkaConnection, reason: CloseReason): void {
    if (!this.#connections.delete(connection)) return;
    const left = (this.#perAddress.get(connection.clientAddress) ?? 1) - 1;
    if (left === 0) this.#perAddress.delete(connection.clientAddress);
    else this.#perAddress.set(connection.clientAddress, left);
    this.#connectionsGauge.set(this.#connections.size);
    this.#closeLog.record(reason, connection);
    if (this.#connections.size === 0) this.#onEmpty?.();
  }

  /** One timer for all deadlines, and none while nobody is connected. */
  private arm(): void {
    const { clock } = this.#options;
    this.#sweptAtMs = clock.monotonicMs();
    this.#sweeper = clock.setTimeout(() => {
      this.#sweeper = null;
      // A sweep that comes late finds a process that stalled: the peers are not to blame for more than two periods (R19).
      const elapsedMs = Math.min(clock.monotonicMs() - this.#sweptAtMs, 2 * this.#sweepMs);
      for (const connection of this.#connections) connection.sweep(elapsedMs);
      if (this.#connections.size > 0) this.arm();
    }, this.#sweepMs);
  }

  private disarm(): void {
    if (this.#sweeper !== null) this.#options.clock.clearTimeout(this.#sweeper);
    this.#sweeper = null;
  }
}

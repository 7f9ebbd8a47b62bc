import { assert } from '@yak/base';
import { ErrorCode } from '@yak/model';
import { BrokerConnection, type BrokerConnectionOptions } from './broker-connection';
import { KafkaError } from './kafka-error';

/** Where a broker listens. */
export interface BrokerAddress {
  readonly brokerId: number;
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORT = 9092;

/** `host:port` or `host`; IPv6 in brackets. Throws KafkaError INVALID_REQUEST for anything else. */
export function parseAddress(text: string): { host: string; port: number } {
  const parts = /^(?:\[([^\]]+)\]|([^:\s]+))(?::(\d{1,5}))?$/.exec(text.trim());
  const host = parts?.[1] ?? parts?.[2];
  const port = parts?.[3] === undefined ? DEFAULT_PORT : Number(parts[3]);
  if (host === undefined || port < 1 || port > 65_535)
    throw new KafkaError(ErrorCode.INVALID_REQUEST, `"${text}" is no address of the form host:port`);
  return { host, port };
}

/**
 * One connection per broker, opened when it is asked for and again after it was lost. A lane is a further connection to a
 * broker for one asker alone: there a request whose answer is held back (JoinGroup) delays nobody else's.
 */
export class BrokerPool {
  readonly #dialling: Omit<BrokerConnectionOptions, 'host' | 'port'>;
  readonly #bootstrap: readonly { host: string; port: number }[];
  readonly #connections = new Map<string, Promise<BrokerConnection>>();
  readonly #lanes = new Map<string, Map<string, Promise<BrokerConnection>>>();
  #brokers: ReadonlyMap<number, BrokerAddress> = new Map();
  #isClosed = false;

  constructor(bootstrap: readonly string[], dialling: Omit<BrokerConnectionOptions, 'host' | 'port'>) {
    assert(bootstrap.length > 0, 'at least one bootstrap address');
    this.#bootstrap = bootstrap.map(parseAddress);
    this.#dialling = dialling;
  }

  /** The brokers as metadata last named them. */
  get brokers(): ReadonlyMap<number, BrokerAddress> {
    return this.#brokers;
  }

  /** Takes the brokers of fresh metadata. */
  learn(brokers: readonly BrokerAddress[]): void {
    this.#brokers = new Map(brokers.map((broker) => [broker.brokerId, broker]));
  }

  /** The connection to one broker, or that of a lane to it. Rejects with LEADER_NOT_AVAILABLE when metadata does not name it. */
  to(brokerId: number, lane: string | null = null): Promise<BrokerConnection> {
    const broker = this.#brokers.get(brokerId);
    if (broker === undefined)
      return Promise.reject(
        new KafkaError(ErrorCode.LEADER_NOT_AVAILABLE, `broker ${brokerId} is not in the metadata`),
      );
    return this.at(broker.host, broker.port, lane);
  }

  /** Closes the connections of a lane; requests in flight there fail. The lane opens again when it is asked for. */
  closeLane(lane: string): void {
    const pending = [...(this.#lanes.get(lane)?.values() ?? [])];
    this.#lanes.delete(lane);
    for (const connection of pending) connection.then(close, () => undefined);
  }

  /** A connection to any broker: an open one, else the known brokers, else the bootstrap addresses, in order. Rejects with the last fault. */
  async toAny(): Promise<BrokerConnection> {
    let fault: unknown = new KafkaError(ErrorCode.NETWORK_EXCEPTION, 'no broker to ask');
    for (const pending of this.#connections.values()) {
      const connection = await pending.catch(() => null);
      if (connection !== null && !connection.isClosed) return connection;
    }
    for (const { host, port } of [...this.#brokers.values(), ...this.#bootstrap]) {
      try {
        return await this.at(host, port);
      } catch (error) {
        fault = error;
      }
    }
    throw fault;
  }

  /** Closes every connection; nothing is opened any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const lane of this.#lanes.keys()) this.closeLane(lane);
    const pending = [...this.#connections.values()];
    this.#connections.clear();
    for (const connection of pending) (await connection.catch(() => null))?.close();
  }

  private connectionsOf(lane: string | null): Map<string, Promise<BrokerConnection>> {
    if (lane === null) return this.#connections;
    const connections = this.#lanes.get(lane) ?? new Map<string, Promise<BrokerConnection>>();
    this.#lanes.set(lane, connections);
    return connections;
  }

  private at(host: string, port: number, lane: string | null = null): Promise<BrokerConnection> {
    if (this.#isClosed) return Promise.reject(new KafkaError(ErrorCode.UNKNOWN_SERVER_ERROR, 'the client is closed'));
    const address = `${host}:${port}`;
    const connections = this.connectionsOf(lane);
    const existing = connections.get(address);
    if (existing !== undefined) return existing;
    const opening = BrokerConnection.open({ ...this.#dialling, host, port });
    connections.set(address, opening);
    const forget = (): void => {
      if (connections.get(address) === opening) connections.delete(address);
    };
    opening.then((connection) => {
      if (this.#isClosed) connection.close();
      if (connection.isClosed) forget();
      else connection.onClosed(forget);
    }, forget);
    return opening;
  }
}

function close(connection: BrokerConnection): void {
  connection.close();
}

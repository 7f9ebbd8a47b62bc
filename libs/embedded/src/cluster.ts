import type { Broker } from '@yak/broker';
import type { Coordinator } from '@yak/coordinator';
import type { Journal } from '@yak/journal';
import type { BrokerId } from '@yak/model';
import type { BrokerSettings } from '@yak/settings';

/** What a running cluster holds. */
export interface ClusterParts {
  readonly settings: BrokerSettings;
  readonly coordinator: Coordinator;
  /** What the machines of all nodes did. */
  readonly journal: Journal;
  readonly broker: Broker;
  /** Closes the metadata file. */
  readonly closeStore: () => Promise<void>;
}

/** A cluster inside this process. */
export class Cluster {
  readonly settings: BrokerSettings;
  readonly brokers: readonly Broker[];
  /** What the machines of all nodes did. */
  readonly journal: Journal;
  readonly #parts: ClusterParts;
  #end: Promise<void> | null = null;

  constructor(parts: ClusterParts) {
    this.#parts = parts;
    this.settings = parts.settings;
    this.brokers = [parts.broker];
    this.journal = parts.journal;
  }

  /** `host:port` of each listener that clients of this machine reach, joined by commas: Kafka's `bootstrap.servers`. */
  get bootstrap(): string {
    return this.#parts.broker.listeners
      .map(({ host, port }) => `${isEveryInterface(host) ? '127.0.0.1' : host}:${port}`)
      .join(',');
  }

  /** 22 characters of URL-safe base64. */
  get clusterId(): string {
    return this.#parts.broker.metadata.clusterId;
  }

  /** Resolves with the leader of a partition once there is one and it serves; rejects after `timeoutMs`, or where the cluster ends before. */
  async leaderOf(topic: string, partition: number, timeoutMs = 10_000): Promise<BrokerId> {
    const { broker } = this.#parts;
    if ((await broker.replicas?.whenLeading(topic, partition, timeoutMs)) === true) return broker.brokerId;
    if (broker.replicas === null) throw new Error('the cluster is not running');
    throw new Error(`${topic}-${partition} has no leader after ${timeoutMs} ms`);
  }

  /** Stops the broker, then the coordinator; the next start on the directory is a clean one. */
  stop(): Promise<void> {
    this.#end ??= this.#finish(() => this.#parts.broker.stop());
    return this.#end;
  }

  /** Ends everything at once, as a killed process would; what was not synced may be lost. */
  kill(): Promise<void> {
    this.#end ??= this.#finish(() => this.#parts.broker.kill());
    return this.#end;
  }

  async #finish(endBroker: () => Promise<void>): Promise<void> {
    const { coordinator, closeStore } = this.#parts;
    try {
      await endBroker();
    } finally {
      await coordinator.stop();
      await closeStore();
    }
  }
}

function isEveryInterface(host: string): boolean {
  return host === '' || host === '::' || host === '0.0.0.0';
}

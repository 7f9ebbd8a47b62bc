import type { BrokerId } from '@yak/model';
import type { RequestContext } from './request-context';

/** Who leads, for a client that asked somebody else. */
export interface CurrentLeader {
  readonly leaderId: BrokerId;
  readonly leaderEpoch: number;
}

/** Where a leader is reached. */
export interface NodeEndpoint {
  readonly nodeId: BrokerId;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

/**
 * Gathers, for one response, the leaders that the metadata knows of partitions that were asked at the wrong broker,
 * and where they are reached on the listener of the client. Source: KIP-951.
 */
export class LeaderHint {
  readonly #context: RequestContext;
  readonly #endpoints = new Map<BrokerId, NodeEndpoint>();

  constructor(context: RequestContext) {
    this.#context = context;
  }

  /** The leader of a partition, noted for `endpoints`; null when nobody leads or it is unknown. */
  leaderOf(topic: string, partition: number): CurrentLeader | null {
    const { metadata } = this.#context.ports;
    const view = metadata.topicByName(topic)?.partitions[partition];
    if (view === undefined || view.leaderId === null) return null;
    const { leaderId, leaderEpoch } = view;
    const broker = metadata.brokers().find((candidate) => candidate.brokerId === leaderId);
    const endpoint = broker?.endpointFor(this.#context.connection) ?? null;
    if (broker !== undefined && endpoint !== null)
      this.#endpoints.set(leaderId, { nodeId: leaderId, ...endpoint, rack: broker.rack });
    return { leaderId, leaderEpoch };
  }

  /** Where the leaders noted so far are reached, in the order in which they were noted. */
  endpoints(): NodeEndpoint[] {
    return [...this.#endpoints.values()];
  }
}

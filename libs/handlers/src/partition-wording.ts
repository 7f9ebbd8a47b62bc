import { ErrorCode } from '@yak/model';
import type { PartitionView } from './ports';
import type { RequestContext } from './request-context';

/** The wire's "authorised operations were not asked for". */
export const OPERATIONS_NOT_ASKED = -(2 ** 31);

/** The brokers that a client of this connection can reach, with their endpoints there. */
export class ReachableBrokers {
  readonly brokers: readonly {
    readonly nodeId: number;
    readonly host: string;
    readonly port: number;
    readonly rack: string | null;
  }[];
  readonly #ids: ReadonlySet<number>;
  readonly #live: ReadonlySet<number>;
  readonly #errorWithoutListener: ErrorCode;

  /** @param errorWithoutListener the code for a leader that has no endpoint on the client's listener */
  constructor(context: RequestContext, errorWithoutListener: ErrorCode) {
    const live = context.ports.metadata.brokers();
    this.brokers = live.flatMap((broker) => {
      const endpoint = broker.endpointFor(context.connection);
      return endpoint === null
        ? []
        : [{ nodeId: broker.brokerId, host: endpoint.host, port: endpoint.port, rack: broker.rack }];
    });
    this.#ids = new Set(this.brokers.map(({ nodeId }) => nodeId));
    this.#live = new Set(live.map(({ brokerId }) => brokerId));
    this.#errorWithoutListener = errorWithoutListener;
  }

  /** A partition as Metadata and DescribeTopicPartitions say it. */
  word(view: PartitionView): {
    errorCode: ErrorCode;
    partitionIndex: number;
    leaderId: number;
    leaderEpoch: number;
    replicaNodes: readonly number[];
    isrNodes: readonly number[];
    offlineReplicas: readonly number[];
  } {
    const hasLeader = view.leaderId !== null && this.#live.has(view.leaderId);
    const isReachable = view.leaderId !== null && hasLeader && this.#ids.has(view.leaderId);
    let errorCode: ErrorCode = ErrorCode.NONE;
    if (!hasLeader) errorCode = ErrorCode.LEADER_NOT_AVAILABLE;
    else if (!isReachable) errorCode = this.#errorWithoutListener;
    return {
      errorCode,
      partitionIndex: view.partition,
      leaderId: isReachable ? view.leaderId : -1,
      leaderEpoch: view.leaderEpoch,
      replicaNodes: view.replicas,
      isrNodes: view.inSyncReplicas,
      offlineReplicas: view.offlineReplicas,
    };
  }
}

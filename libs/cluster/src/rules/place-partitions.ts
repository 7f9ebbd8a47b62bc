import { type BrokerId, ErrorCode, refusal, type Refusal } from '@yak/model';

/** A broker that replicas may be placed on. */
export interface PlaceableBroker {
  readonly brokerId: BrokerId;
  readonly rack: string | null;
  /** A broker that does not live may follow, never be the first replica. */
  readonly isAlive: boolean;
}

/** How many partitions with how many replicas go where. */
export interface PlacementRequest {
  readonly brokers: readonly PlaceableBroker[];
  /** ≥ 1. */
  readonly partitionCount: number;
  /** ≥ 1. */
  readonly replicationFactor: number;
  /** Index ≥ 0 of the first partition's place in the round, chosen at random so that small topics spread. */
  readonly start: number;
}

/**
 * Replicas for new partitions, the preferred leader first: leaders go round the living brokers, followers go to racks that
 * the partition is not in yet as long as there are any. Source: KIP-36; Kafka StripedReplicaPlacer.
 * @returns Refusal INVALID_REPLICATION_FACTOR where there are too few brokers or none lives
 */
export function placePartitions(request: PlacementRequest): readonly (readonly BrokerId[])[] | Refusal {
  const { brokers, partitionCount, replicationFactor, start } = request;
  if (replicationFactor > brokers.length) {
    return refusal(
      ErrorCode.INVALID_REPLICATION_FACTOR,
      `replication factor ${replicationFactor} needs more than the ${brokers.length} registered brokers`,
    );
  }
  const leaders = acrossRacks(brokers.filter((broker) => broker.isAlive));
  if (leaders.length === 0) return refusal(ErrorCode.INVALID_REPLICATION_FACTOR, 'no broker is alive');
  const round = acrossRacks(brokers);
  const placed: (readonly BrokerId[])[] = [];
  for (let partition = 0; partition < partitionCount; partition += 1) {
    const leader = leaders[(start + partition) % leaders.length];
    if (leader !== undefined)
      placed.push(
        replicasOf(leader, round, { count: replicationFactor, shift: start + Math.floor(partition / leaders.length) }),
      );
  }
  return placed;
}

/** Brokers so that neighbours stand in different racks as far as possible: one of each rack, then the second of each … */
function acrossRacks(brokers: readonly PlaceableBroker[]): readonly PlaceableBroker[] {
  const racks = new Map<string, PlaceableBroker[]>();
  for (const broker of [...brokers].sort((one, other) => one.brokerId - other.brokerId)) {
    const rack = broker.rack ?? '';
    const inRack = racks.get(rack);
    if (inRack === undefined) racks.set(rack, [broker]);
    else inRack.push(broker);
  }
  const columns = [...racks.values()];
  const longest = Math.max(0, ...columns.map((column) => column.length));
  return Array.from({ length: longest }, (_, row) => columns.flatMap((column) => column[row] ?? [])).flat();
}

/** One partition: its leader, then the others from the place behind it, shifted so that not every leader has the same followers. */
function replicasOf(
  leader: PlaceableBroker,
  round: readonly PlaceableBroker[],
  wanted: { readonly count: number; readonly shift: number },
): readonly BrokerId[] {
  const others = round.filter((broker) => broker !== leader);
  const first = others.length === 0 ? 0 : (round.indexOf(leader) + wanted.shift) % others.length;
  const queue = [...others.slice(first), ...others.slice(0, first)].sort(
    (one, other) => Number(other.isAlive) - Number(one.isAlive),
  );
  const replicas = [leader];
  while (replicas.length < wanted.count) {
    const next = queue.findIndex(
      (broker) => !replicas.some((replica) => replica.rack === broker.rack && broker.rack !== null),
    );
    replicas.push(...queue.splice(Math.max(next, 0), 1));
  }
  return replicas.map((broker) => broker.brokerId);
}

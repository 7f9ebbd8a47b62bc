import type { PartitionPlace } from './partition-place';

/** A member as the leader of a group sees it. */
export interface AssignedMember {
  readonly memberId: string;
  readonly topics: readonly string[];
  readonly owned: readonly PartitionPlace[];
  /** The generation in which it got `owned`; null: it does not say. */
  readonly generation: number | null;
}

/** Partition counts by topic; topics that do not exist are not in it. */
export type PartitionCounts = ReadonlyMap<string, number>;

/** What each member is to read, by member id. Every member is in it. */
export type Assignment = ReadonlyMap<string, readonly PartitionPlace[]>;

const keyOf = ({ topic, partition }: PartitionPlace): string => `${topic}-${partition}`;
const byId = (one: AssignedMember, other: AssignedMember): number => (one.memberId < other.memberId ? -1 : 1);
const byPlace = (one: PartitionPlace, other: PartitionPlace): number =>
  one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1;

/**
 * Each topic is cut into runs of neighbouring partitions, one per member that reads it, in the order of member ids; the first
 * ones get one more where it does not come out even.
 * Source: Kafka RangeAssignor (without racks).
 */
export function assignRange(members: readonly AssignedMember[], counts: PartitionCounts): Assignment {
  const sorted = [...members].sort(byId);
  const shares = new Map(sorted.map(({ memberId }) => [memberId, [] as PartitionPlace[]]));
  for (const [topic, count] of [...counts].sort()) {
    const readers = sorted.filter(({ topics }) => topics.includes(topic));
    let partition = 0;
    readers.forEach(({ memberId }, at) => {
      const size = Math.floor(count / readers.length) + (at < count % readers.length ? 1 : 0);
      for (const end = partition + size; partition < end; partition += 1)
        shares.get(memberId)?.push({ topic, partition });
    });
  }
  return shares;
}

/**
 * Everybody keeps what it has as far as the loads stay even: no two members that could share differ by two or more. A
 * partition that changes hands is left out of this round, so that its owner gives it up first; the round after hands it over.
 * Source: KIP-429; Kafka CooperativeStickyAssignor (its promise, not its algorithm).
 */
export function assignCooperativeSticky(members: readonly AssignedMember[], counts: PartitionCounts): Assignment {
  const owners = rightfulOwners(members, counts);
  const shares = balanced(members, counts, owners);
  return new Map(
    [...shares].map(([memberId, places]) => [
      memberId,
      places.filter((place) => (owners.get(keyOf(place)) ?? memberId) === memberId).sort(byPlace),
    ]),
  );
}

/** Who has what: the claim of the newest generation counts; of two claims of one generation neither does. */
function rightfulOwners(members: readonly AssignedMember[], counts: PartitionCounts): Map<string, string> {
  const claims = new Map<string, { readonly memberId: string | null; readonly generation: number }>();
  for (const { memberId, topics, owned, generation } of members) {
    for (const place of owned) {
      if (!topics.includes(place.topic) || place.partition >= (counts.get(place.topic) ?? 0)) continue;
      const [claim, mine] = [claims.get(keyOf(place)), generation ?? -1];
      if (claim === undefined || claim.generation < mine) claims.set(keyOf(place), { memberId, generation: mine });
      else if (claim.generation === mine) claims.set(keyOf(place), { memberId: null, generation: mine });
    }
  }
  const owners = new Map<string, string>();
  for (const [key, { memberId }] of claims) if (memberId !== null) owners.set(key, memberId);
  return owners;
}

function balanced(
  members: readonly AssignedMember[],
  counts: PartitionCounts,
  owners: ReadonlyMap<string, string>,
): Map<string, PartitionPlace[]> {
  const sorted = [...members].sort(byId);
  const shares = new Map(sorted.map(({ memberId }) => [memberId, [] as PartitionPlace[]]));
  const loadOf = ({ memberId }: AssignedMember): number => shares.get(memberId)?.length ?? 0;
  const free: PartitionPlace[] = [];
  for (const [topic, count] of [...counts].sort()) {
    for (let partition = 0; partition < count; partition += 1) {
      const place = { topic, partition };
      (shares.get(owners.get(keyOf(place)) ?? '') ?? free).push(place);
    }
  }
  for (const place of free) {
    const readers = sorted.filter(({ topics }) => topics.includes(place.topic));
    const [lightest] = readers.sort((one, other) => loadOf(one) - loadOf(other));
    if (lightest !== undefined) shares.get(lightest.memberId)?.push(place);
  }
  while (moveOne(sorted, shares));
  return shares;
}

/** Moves a partition from a member to one with at least two fewer. Each move evens the loads, so there is a last one. */
function moveOne(members: readonly AssignedMember[], shares: Map<string, PartitionPlace[]>): boolean {
  const sharesOf = ({ memberId }: AssignedMember): PartitionPlace[] => shares.get(memberId) ?? [];
  const byLoad = [...members].sort((one, other) => sharesOf(one).length - sharesOf(other).length);
  for (const heavy of [...byLoad].reverse()) {
    for (const light of byLoad) {
      if (sharesOf(heavy).length - sharesOf(light).length < 2) break;
      const at = sharesOf(heavy).findLastIndex(({ topic }) => light.topics.includes(topic));
      if (at < 0) continue;
      sharesOf(light).push(...sharesOf(heavy).splice(at, 1));
      return true;
    }
  }
  return false;
}

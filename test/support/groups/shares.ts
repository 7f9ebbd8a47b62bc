/** What a member of a classic group told its leader. */
export interface Subscribed {
  readonly memberId: string;
  /** What it owned when it joined; empty for an eager one. */
  readonly owned: readonly number[];
  /** Generation in which it owned that; -1 for none. */
  readonly generation: number;
}

/** Every partition to the member whose turn it is, by id. */
export function eagerShares(members: readonly Subscribed[], partitionsCount: number): Map<string, number[]> {
  const ids = members.map(({ memberId }) => memberId).sort();
  const shares = new Map(ids.map((id) => [id, [] as number[]]));
  for (let partition = 0; partition < partitionsCount; partition += 1)
    shares.get(ids[partition % ids.length] ?? '')?.push(partition);
  return shares;
}

/**
 * Members keep what they own up to an even share; what nobody owns goes to those with the least; what a member has too much
 * of goes to nobody yet, as its owner must give it up first (KIP-429). Claims from before the newest generation do not count.
 */
export function cooperativeShares(members: readonly Subscribed[], partitionsCount: number): Map<string, number[]> {
  const newest = Math.max(...members.map(({ generation }) => generation));
  const shares = new Map(members.map(({ memberId }) => [memberId, [] as number[]]));
  const sorted = [...members].sort((one, other) => (one.memberId < other.memberId ? -1 : 1));
  const quota = Math.ceil(partitionsCount / members.length);
  const owned = new Set<number>();
  for (const { memberId, owned: claimed, generation } of sorted) {
    for (const partition of generation === newest ? claimed : []) {
      if (owned.has(partition)) continue;
      owned.add(partition);
      const share = shares.get(memberId);
      if (share !== undefined && share.length < quota) share.push(partition);
    }
  }
  for (let partition = 0; partition < partitionsCount; partition += 1) {
    if (owned.has(partition)) continue;
    const [least] = [...shares.values()].sort((one, other) => one.length - other.length);
    least?.push(partition);
  }
  return shares;
}

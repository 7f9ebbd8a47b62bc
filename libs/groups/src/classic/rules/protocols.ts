/** What one member offers: its protocols by name, dearest first, each with what it tells the leader. */
export interface MemberProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

/**
 * Whether a member with these protocols fits into the group: one that nobody is in takes any with a type and a protocol;
 * another one those of its type with a protocol that every present member lists.
 * @param group.listed how many members list each protocol
 * Source: Kafka ClassicGroup.supportsProtocols.
 */
export function supportsProtocols(
  group: {
    readonly membersCount: number;
    readonly protocolType: string | null;
    readonly listed: ReadonlyMap<string, number>;
  },
  offered: { readonly protocolType: string; readonly protocols: readonly MemberProtocol[] },
): boolean {
  if (group.membersCount === 0) return offered.protocolType !== '' && offered.protocols.length > 0;
  return (
    group.protocolType === offered.protocolType &&
    offered.protocols.some(({ name }) => group.listed.get(name) === group.membersCount)
  );
}

/**
 * The protocol of the next generation. Each member votes for the first of its own list that all members list; most votes
 * win, and of equals the first in the leader's list (Kafka takes any).
 * @param members every member's protocols; not empty, and one name is in all of them
 * @param leader the leader's protocols
 * @returns null when no name is in all of them
 * Source: Kafka ClassicGroup.selectProtocol.
 */
export function selectProtocol(
  members: readonly (readonly MemberProtocol[])[],
  leader: readonly MemberProtocol[],
): string | null {
  const listed = new Map<string, number>();
  for (const protocols of members)
    for (const name of new Set(protocols.map((protocol) => protocol.name)))
      listed.set(name, (listed.get(name) ?? 0) + 1);
  const isCandidate = ({ name }: MemberProtocol): boolean => listed.get(name) === members.length;
  const votes = new Map<string, number>();
  for (const protocols of members) {
    const choice = protocols.find(isCandidate);
    if (choice !== undefined) votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1);
  }
  const most = Math.max(0, ...votes.values());
  return leader.find(({ name }) => most > 0 && votes.get(name) === most)?.name ?? null;
}

/** Whether a member that joins again says the same as before: equal names with equal bytes in the same order. */
export function areSameProtocols(before: readonly MemberProtocol[], now: readonly MemberProtocol[]): boolean {
  return (
    before.length === now.length &&
    before.every(({ name, metadata }, index) => {
      const other = now[index];
      return other !== undefined && other.name === name && other.metadata.equals(metadata);
    })
  );
}

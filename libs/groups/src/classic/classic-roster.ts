import { areSameProtocols, selectProtocol } from './rules/protocols';
import type { ClassicMember, MemberProfile } from './classic-member';
import type { InstanceClaim, MemberClaim } from './rules/group-state';

/** Who is in a classic group, who leads it, and to whom ids were handed out. Source: Kafka ClassicGroup. */
export class ClassicRoster {
  readonly #members = new Map<string, ClassicMember>();
  readonly #pending = new Map<string, ClassicMember>();
  readonly #memberIdOfInstance = new Map<string, string>();
  readonly #listed = new Map<string, number>();
  /** Members of the generation whose SyncGroup has not come yet. */
  readonly awaitingSync = new Set<string>();
  protocolType: string | null;
  #leaderId: string | null = null;

  constructor(protocolType: string | null) {
    this.protocolType = protocolType;
  }

  get size(): number {
    return this.#members.size;
  }

  get members(): IterableIterator<ClassicMember> {
    return this.#members.values();
  }

  /** Those to whom an id was handed out and who have not come back with it. */
  get pending(): ReadonlyMap<string, ClassicMember> {
    return this.#pending;
  }

  get leaderId(): string | null {
    return this.#leaderId;
  }

  /** How many members list each protocol. */
  get listed(): ReadonlyMap<string, number> {
    return this.#listed;
  }

  /** How many members have joined the rebalance that is on. */
  get joinsCount(): number {
    let count = 0;
    for (const member of this.#members.values()) if (member.hasJoined) count += 1;
    return count;
  }

  /** Whether nobody is left to wait for. */
  get haveAllJoined(): boolean {
    if (this.#pending.size > 0) return false;
    for (const member of this.#members.values()) if (!member.hasJoined) return false;
    return true;
  }

  /** The longest of the members', ms; 0 without members. */
  get rebalanceTimeoutMs(): number {
    let longest = 0;
    for (const { profile } of this.#members.values()) longest = Math.max(longest, profile.rebalanceTimeoutMs);
    return longest;
  }

  find(memberId: string): ClassicMember | null {
    return this.#members.get(memberId) ?? null;
  }

  /** The member that has this instance id. */
  findInstance(instanceId: string | null): ClassicMember | null {
    const memberId = instanceId === null ? undefined : this.#memberIdOfInstance.get(instanceId);
    return memberId === undefined ? null : this.find(memberId);
  }

  /** What is known of the member that a request names. */
  claimOf(memberId: string, instanceId: string | null): MemberClaim {
    return { isMember: this.#members.has(memberId), instance: this.#instanceClaim(memberId, instanceId) };
  }

  #instanceClaim(memberId: string, instanceId: string | null): InstanceClaim {
    if (instanceId === null) return 'none';
    const holder = this.#memberIdOfInstance.get(instanceId);
    if (holder === undefined) return 'unknown';
    return holder === memberId ? 'own' : 'other';
  }

  /** An id was handed out. */
  addPending(member: ClassicMember): void {
    this.#pending.set(member.id, member);
  }

  /** It came back with its id, or will not. */
  takePending(memberId: string): ClassicMember | null {
    const member = this.#pending.get(memberId) ?? null;
    this.#pending.delete(memberId);
    return member;
  }

  /** A member more; the first leads, and says of which type the group is. */
  add(member: ClassicMember, protocolType: string | null): void {
    if (this.#members.size === 0) this.protocolType = protocolType;
    this.#members.set(member.id, member);
    if (member.instanceId !== null) this.#memberIdOfInstance.set(member.instanceId, member.id);
    this.#count(member.profile, 1);
    this.#leaderId ??= member.id;
  }

  /** A member less. Where it led, another does. */
  remove(member: ClassicMember): void {
    this.#pending.delete(member.id);
    this.awaitingSync.delete(member.id);
    if (!this.#members.delete(member.id)) return;
    if (member.instanceId !== null) this.#memberIdOfInstance.delete(member.instanceId);
    this.#count(member.profile, -1);
    if (this.#leaderId === member.id) this.#leaderId = this.#members.keys().next().value ?? null;
  }

  /** One member in the place of another with the same instance id: it leads where the other did. */
  replace(old: ClassicMember, next: ClassicMember): void {
    const didLead = this.#leaderId === old.id;
    this.remove(old);
    this.add(next, this.protocolType);
    if (didLead) this.#leaderId = next.id;
  }

  /** The member says of itself something else than before. */
  update(member: ClassicMember, profile: MemberProfile): void {
    this.#count(member.profile, -1);
    member.update(profile);
    this.#count(member.profile, 1);
  }

  /** Makes a member the leader. */
  lead(memberId: string): void {
    this.#leaderId = memberId;
  }

  /** Where the leader has not joined, the first member that has leads from now on; false when nobody has joined. */
  electJoinedLeader(): boolean {
    if (this.#leaderId !== null && this.find(this.#leaderId)?.hasJoined === true) return true;
    for (const member of this.#members.values()) {
      if (!member.hasJoined) continue;
      this.#leaderId = member.id;
      return true;
    }
    return false;
  }

  /** What all members can speak and most want; null when there is no such thing. */
  selectProtocol(): string | null {
    const all = [...this.#members.values()].map(({ profile }) => profile.protocols);
    const leader = this.#leaderId === null ? null : this.find(this.#leaderId);
    return selectProtocol(all, leader?.profile.protocols ?? []);
  }

  /** Whether the member offers what it did. */
  isSame(memberId: string, profile: MemberProfile): boolean {
    const member = this.find(memberId);
    return member !== null && areSameProtocols(member.profile.protocols, profile.protocols);
  }

  #count({ protocols }: MemberProfile, by: 1 | -1): void {
    for (const name of new Set(protocols.map((protocol) => protocol.name))) {
      const count = (this.#listed.get(name) ?? 0) + by;
      if (count === 0) this.#listed.delete(name);
      else this.#listed.set(name, count);
    }
  }
}

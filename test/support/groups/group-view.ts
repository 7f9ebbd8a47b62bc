/** What is known of the groups under watch. */
export interface WatchOptions {
  readonly topic: string;
  readonly partitionsCount: number;
  /** Session timeout of members of the consumer protocol, ms. */
  readonly consumerSessionTimeoutMs: number;
}

/** A generation of a classic group, as its members were told of it. */
interface Generation {
  readonly leader: string;
  readonly protocol: string;
  /** What the leader handed in, by member. */
  shares: ReadonlyMap<string, readonly number[]> | null;
  readonly given: Map<number, string>;
}

/** A member of the consumer protocol, as far as the wire tells. */
interface ConsumerMember {
  epoch: number;
  /** When it sent the heartbeat that is on its way, or the last one. */
  askedUs: number;
  /** When it sent the last one that the broker took. */
  lastBeatUs: number;
  /** What the heartbeats on their way say that it owns; null: unchanged. */
  reports: (readonly number[] | null)[];
  owned: Set<number>;
}

/** What a member tells of itself while it works. */
export type MemberListener = Pick<
  GroupView,
  | 'joined'
  | 'proposed'
  | 'synced'
  | 'beating'
  | 'beaten'
  | 'refused'
  | 'committed'
  | 'handedOver'
  | 'lastSynced'
  | 'committedOffsets'
>;

/** Where a member was told to begin. */
interface HandOver {
  readonly atUs: number;
  readonly offset: number;
}

const FENCING_ERRORS = new Set([25, 110]); // UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH
/** The broker sees a heartbeat later than the tap, and its timers may be a little early. */
const SESSION_SLACK_MS = 100;
const NEVER_SEEN = 0;

/**
 * One group as its members see it. The laws: committed offsets never go back, neither those accepted nor those answered; a
 * generation gives each partition to one member, and each member what the leader meant for it; a fenced generation commits
 * nothing; a partition of the consumer protocol changes hands only after its owner gave it up or fell silent; nothing is
 * seen below the offset that its member was told to begin at; nothing is left out.
 */
export class GroupView {
  readonly committedOffsets = new Map<number, number>();
  /** Generations and member epochs that went by. */
  rebalances = 0;
  seenAgain = 0;
  /** Generations whose leader gave nothing to anybody. */
  emptyGenerations = 0;
  /** Records that members may have taken without a word when they were told to leave. */
  keptQuiet = 0;
  /** How often a static member came back under another member id. */
  restarts = 0;
  /** The newest generation that a member was given its share of. */
  lastSynced = -1;
  readonly #generations = new Map<number, Generation>();
  readonly #committers = new Map<number, string>();
  readonly #aliases = new Map<string, string>();
  readonly #instances = new Map<string, string>();
  readonly #members = new Map<string, ConsumerMember>();
  /** Members of the consumer protocol that said good-bye, maybe with heartbeats still on their way. */
  readonly #departed = new Set<string>();
  readonly #handOvers = new Map<string, HandOver[]>();
  readonly #seen: Uint8Array[];
  readonly #coveredBefore: number[];
  #lastJoined = -1;
  #consumerEpoch = 0;

  constructor(
    readonly groupId: string,
    private readonly options: WatchOptions,
    private readonly onFault: (fault: string) => void,
  ) {
    this.#seen = Array.from({ length: options.partitionsCount }, () => new Uint8Array(1024));
    this.#coveredBefore = this.#seen.map(() => 0);
  }

  get generation(): number {
    return Math.max(this.#lastJoined, this.#consumerEpoch);
  }

  /** How many members the last generation of a classic group gave something to. */
  get ownersCount(): number {
    return new Set(this.#generations.get(this.#lastJoined)?.given.values()).size;
  }

  joined(told: {
    readonly generation: number;
    readonly leader: string;
    readonly protocol: string;
    readonly memberId: string;
    readonly instanceId: string | null;
  }): void {
    const { generation, leader, protocol, memberId, instanceId } = told;
    if (instanceId !== null) {
      const before = this.#instances.get(instanceId);
      if (before !== undefined && before !== memberId) {
        this.#aliases.set(memberId, before);
        this.restarts += 1;
      }
      this.#instances.set(instanceId, memberId);
    }
    if (generation < this.#lastJoined)
      this.#broken(`${memberId} joined generation ${generation} after generation ${this.#lastJoined} began`);
    const known = this.#generations.get(generation);
    if (known === undefined) {
      this.rebalances += 1;
      this.#lastJoined = generation;
      this.#generations.set(generation, { leader, protocol, shares: null, given: new Map() });
    } else if (known.protocol !== protocol)
      this.#broken(`generation ${generation} speaks ${known.protocol} and ${protocol}`);
  }

  proposed(generation: number, memberId: string, shares: ReadonlyMap<string, readonly number[]>): void {
    const known = this.#generations.get(generation);
    if (known === undefined || known.shares !== null || memberId !== known.leader) return;
    known.shares = shares;
    const all = [...shares.values()].flat();
    if (new Set(all).size !== all.length)
      this.#broken(`the leader gave a partition away twice in generation ${generation}: ${show(shares)}`);
    if (all.length === 0)
      this.emptyGenerations += 1; // a platformatic leader that is about to leave knows no topics any more
    else if (!known.protocol.startsWith('cooperative') && all.length !== this.options.partitionsCount)
      this.#broken(`the leader left partitions out in generation ${generation}: ${show(shares)}`);
  }

  synced(generation: number, memberId: string, partitions: readonly number[]): void {
    const known = this.#generations.get(generation);
    if (known === undefined) return;
    this.lastSynced = Math.max(this.lastSynced, generation);
    const share = this.#shareOf(known, memberId);
    if (share !== null && share.join() !== partitions.join())
      this.#broken(
        `${memberId} was given ${partitions.join()} in generation ${generation}, the leader meant ${share.join()}`,
      );
    for (const partition of partitions) {
      const owner = known.given.get(partition);
      if (owner !== undefined && !this.#isSame(owner, memberId))
        this.#broken(`partition ${partition} belongs to ${owner} and ${memberId} in generation ${generation}`);
      known.given.set(partition, memberId);
    }
  }

  #shareOf({ shares }: Generation, memberId: string): readonly number[] | null {
    if (shares === null) return null;
    for (let id: string | undefined = memberId; id !== undefined; id = this.#aliases.get(id)) {
      const share = shares.get(id);
      if (share !== undefined) return share;
    }
    return [];
  }

  /** Whether one is the other, come back under its instance id. */
  #isSame(one: string, other: string): boolean {
    for (let id: string | undefined = other; id !== undefined; id = this.#aliases.get(id)) if (id === one) return true;
    return false;
  }

  beating(
    memberId: string,
    told: { readonly epoch: number; readonly owned: readonly number[] | null; readonly atUs: number },
  ): void {
    if (told.epoch < 0) this.#departed.add(memberId);
    else if (told.epoch === 0) this.#departed.delete(memberId);
    const member = this.#members.get(memberId);
    if (member === undefined) return;
    member.askedUs = told.atUs;
    member.reports.push(told.owned);
    if (told.epoch < 0) this.#members.delete(memberId);
    else if (told.owned !== null) {
      const still = new Set(told.owned);
      member.owned = new Set([...member.owned].filter((partition) => still.has(partition)));
    }
  }

  beaten(
    memberId: string,
    told: { readonly epoch: number; readonly assigned: readonly number[] | null; readonly atUs: number },
  ): void {
    if (told.epoch < 0 || this.#departed.has(memberId)) return; // answers overtaken by the member's own good-bye give nothing
    const member = this.#members.get(memberId) ?? {
      epoch: 0,
      askedUs: told.atUs,
      lastBeatUs: told.atUs,
      reports: [],
      owned: new Set<number>(),
    };
    this.#members.set(memberId, member);
    member.epoch = told.epoch;
    member.lastBeatUs = member.askedUs;
    if (told.epoch > this.#consumerEpoch) {
      this.#consumerEpoch = told.epoch;
      this.rebalances += 1;
    }
    this.#giveUpUnreported(member, told.assigned);
    for (const partition of told.assigned ?? []) {
      this.#takeOver(partition, memberId, told.atUs);
      member.owned.add(partition);
    }
  }

  /**
   * A client with several heartbeats on their way may have said that it owns nothing before it hears that it owns something:
   * what is then taken from it is free at once, as with Kafka. Source: Kafka CurrentAssignmentBuilder.ownsRevokedPartitions.
   */
  #giveUpUnreported(member: ConsumerMember, assigned: readonly number[] | null): void {
    const reports = member.reports.filter((report) => report !== null);
    member.reports.shift();
    if (assigned === null) return;
    for (const partition of member.owned)
      if (!assigned.includes(partition) && reports.some((report) => !report.includes(partition)))
        member.owned.delete(partition);
  }

  #takeOver(partition: number, memberId: string, atUs: number): void {
    for (const [otherId, other] of this.#members) {
      if (otherId === memberId || !other.owned.has(partition)) continue;
      const silentMs = (atUs - other.lastBeatUs) / 1000;
      if (silentMs < this.options.consumerSessionTimeoutMs - SESSION_SLACK_MS)
        this.#broken(
          `partition ${partition} was given to ${memberId} while ${otherId}, heard of ${Math.round(silentMs)} ms ago, owned it`,
        );
      other.owned.delete(partition);
    }
  }

  refused(memberId: string, errorCode: number): void {
    this.#members.get(memberId)?.reports.shift();
    if (FENCING_ERRORS.has(errorCode)) this.#members.delete(memberId);
  }

  committed(
    partition: number,
    offset: number,
    by: { readonly memberId: string; readonly generation: number; readonly lastSynced: number },
  ): void {
    const before = this.committedOffsets.get(partition) ?? -1;
    if (offset < before)
      this.#broken(
        `partition ${partition}: the committed offset went back from ${before} to ${offset}, by ${by.memberId} of generation ${by.generation} (now ${this.generation})`,
      );
    if (this.#consumerEpoch === 0 && by.generation < by.lastSynced)
      this.#broken(
        `partition ${partition}: ${by.memberId} committed ${offset} in generation ${by.generation} after ${by.lastSynced} began`,
      );
    this.committedOffsets.set(partition, offset);
    this.#committers.set(partition, by.memberId);
  }

  handedOver(
    clientId: string,
    told: {
      readonly partition: number;
      readonly offset: number;
      readonly committedBefore: number;
      readonly atUs: number;
    },
  ): void {
    const { partition, offset, committedBefore, atUs } = told;
    if (offset < committedBefore)
      this.#broken(
        `partition ${partition}: ${clientId} was told ${offset}, but ${committedBefore} had been committed before it asked`,
      );
    const key = `${clientId} ${partition}`;
    const earlier = this.#handOvers.get(key) ?? [];
    this.#handOvers.set(key, [...earlier.slice(-3), { atUs, offset }]);
  }

  /**
   * A member processed these offsets, both inclusive.
   * @param atUs when; null where its program does not say: then the last hand-over but one counts too
   */
  saw(clientId: string, partition: number, offsets: { first: number; last: number; atUs: number | null }): void {
    const { first, last, atUs } = offsets;
    const told = (this.#handOvers.get(`${clientId} ${partition}`) ?? []).filter(
      (handOver) => atUs === null || handOver.atUs <= atUs,
    );
    const counting = told.slice(atUs === null ? -2 : -1).map(({ offset }) => Math.max(offset, 0));
    if (counting.length === 0) this.#broken(`${clientId} saw ${first} of partition ${partition} without a hand-over`);
    else if (first < Math.min(...counting))
      this.#broken(
        `partition ${partition}: ${clientId} saw ${first} again, below ${Math.min(...counting)}, committed at the hand-over`,
      );
    for (let offset = first; offset <= last; offset += 1) this.#mark(partition, offset);
  }

  #mark(partition: number, offset: number): void {
    let marks = this.#seen[partition] ?? new Uint8Array(0);
    if (offset >= marks.length) {
      const larger = new Uint8Array(Math.max(offset + 1, marks.length * 2));
      larger.set(marks);
      this.#seen[partition] = marks = larger;
    }
    const times = marks[offset] ?? NEVER_SEEN;
    if (times !== NEVER_SEEN) this.seenAgain += 1;
    marks[offset] = Math.min(255, times + 1);
    let covered = this.#coveredBefore[partition] ?? 0;
    while ((marks[covered] ?? NEVER_SEEN) !== NEVER_SEEN) covered += 1;
    this.#coveredBefore[partition] = covered;
  }

  /** What of the log, given by its ends, no member has seen: nothing is to be left. */
  missing(endOffsets: readonly number[]): string[] {
    return endOffsets.flatMap((end, partition) => {
      const first = this.#coveredBefore[partition] ?? 0;
      if (first >= end) return [];
      const unseen = this.unseen(
        partition,
        Array.from({ length: end - first }, (_, at) => first + at),
      );
      const committed = this.committedOffsets.get(partition) ?? -1;
      const owner = this.#generations.get(this.#lastJoined)?.given.get(partition) ?? 'nobody known';
      return [
        `${this.groupId}: of partition ${partition} ${unseen.length} records from ${first} to ${unseen.at(-1) ?? first} were not seen, of ${end}; ${committed} is committed, generation ${this.generation}, owner ${owner}`,
      ];
    });
  }

  /**
   * A member that commits what it took before it says that it saw it has ended: the last record that it committed of a
   * partition may never be told of. Member ids of the classic protocol begin with the client id.
   */
  mayHaveKeptQuiet(clientId: string): void {
    for (const [partition, memberId] of this.#committers) {
      const offset = (this.committedOffsets.get(partition) ?? 0) - 1;
      if (!memberId.startsWith(`${clientId}-`) || this.unseen(partition, [offset]).length === 0) continue;
      this.keptQuiet += 1;
      this.#mark(partition, offset);
    }
  }

  /** Those of these offsets that no member has seen. */
  unseen(partition: number, offsets: readonly number[]): number[] {
    const marks = this.#seen[partition];
    return offsets.filter((offset) => (marks?.[offset] ?? NEVER_SEEN) === NEVER_SEEN);
  }

  /** The coordinator died or gave the group up: of a generation that nobody has a share of nothing need be left. */
  unloaded(): void {
    for (const generation of this.#generations.keys())
      if (generation > this.lastSynced) this.#generations.delete(generation);
    this.#lastJoined = this.lastSynced;
  }

  #broken(law: string): void {
    this.onFault(`${this.groupId}: ${law}`);
  }
}

function show(shares: ReadonlyMap<string, readonly number[]>): string {
  return [...shares].map(([memberId, partitions]) => `${memberId}: ${partitions.join()}`).join('; ');
}

/** One partition as a group names it. */
export interface OffsetPlace {
  readonly groupId: string;
  readonly topic: string;
  readonly partition: number;
}

/** How far a group has come in one partition. */
export interface CommittedOffset {
  readonly offset: number;
  readonly leaderEpoch: number | null;
  readonly metadata: string;
  readonly commitTimestampMs: number;
  /** Set by clients of old versions only; it counts instead of the broker's retention. */
  readonly expireTimestampMs: number | null;
  /** Of the record that said so, in `__consumer_offsets`. */
  readonly recordOffset: number;
}

type Partitions = Map<number, CommittedOffset>;
type Topics = Map<string, Partitions>;
type Groups = Map<string, Topics>;

/**
 * All offsets of one shard: those that are committed, and those of transactions that are open. Changed by replay alone.
 * Source: Kafka OffsetMetadataManager.
 */
export class OffsetStore {
  readonly #committed: Groups = new Map();
  readonly #pending = new Map<number, Groups>();

  /** A commit; inside a transaction it waits for the marker. The last one said counts, also where its offset is lower. */
  put(place: OffsetPlace, committed: CommittedOffset, producerId: number | null): void {
    let groups = this.#committed;
    if (producerId !== null) {
      groups = this.#pending.get(producerId) ?? new Map<string, Topics>();
      this.#pending.set(producerId, groups);
    }
    putInto(groups, place, committed);
  }

  /** A tombstone: takes the committed offset and those of all open transactions. */
  delete(place: OffsetPlace): void {
    deleteFrom(this.#committed, place);
    for (const [producerId, groups] of this.#pending) {
      deleteFrom(groups, place);
      if (groups.size === 0) this.#pending.delete(producerId);
    }
  }

  /**
   * The marker of a producer's transaction. After a commit each of its offsets counts, unless a later record has said
   * another: compaction and the marker's place leave no other order to go by. An unknown producer is nothing.
   */
  endTransaction(producerId: number, type: 'commit' | 'abort'): void {
    const groups = this.#pending.get(producerId);
    this.#pending.delete(producerId);
    if (groups === undefined || type === 'abort') return;
    for (const [groupId, topics] of groups)
      for (const { topic, partition, committed } of listed(topics)) {
        const place = { groupId, topic, partition };
        const present = this.find(place);
        if (present === null || present.recordOffset < committed.recordOffset)
          putInto(this.#committed, place, committed);
      }
  }

  find({ groupId, topic, partition }: OffsetPlace): CommittedOffset | null {
    return this.#committed.get(groupId)?.get(topic)?.get(partition) ?? null;
  }

  /** The committed offsets of a group, topic by topic. */
  *ofGroup(groupId: string): Iterable<{ topic: string; partition: number; committed: CommittedOffset }> {
    const topics = this.#committed.get(groupId);
    if (topics !== undefined) yield* listed(topics);
  }

  /** Every place of a group that has an offset, committed or in an open transaction; each once. */
  placesOf(groupId: string): OffsetPlace[] {
    const partitions = new Map<string, Set<number>>();
    for (const groups of [this.#committed, ...this.#pending.values()])
      for (const { topic, partition } of listed(groups.get(groupId) ?? new Map<string, Partitions>()))
        partitions.set(topic, (partitions.get(topic) ?? new Set()).add(partition));
    return [...partitions].flatMap(([topic, indexes]) =>
      [...indexes].map((partition) => ({ groupId, topic, partition })),
    );
  }

  /** Whether an open transaction holds an offset for this place. */
  isPending({ groupId, topic, partition }: OffsetPlace): boolean {
    for (const groups of this.#pending.values())
      if (groups.get(groupId)?.get(topic)?.has(partition) === true) return true;
    return false;
  }

  /** Whether an open transaction holds any offset of the group. */
  hasOpenTransaction(groupId: string): boolean {
    for (const groups of this.#pending.values()) if (groups.has(groupId)) return true;
    return false;
  }

  /** Every group that has an offset, committed or in an open transaction; each once. */
  groupIds(): Set<string> {
    const ids = new Set(this.#committed.keys());
    for (const groups of this.#pending.values()) for (const groupId of groups.keys()) ids.add(groupId);
    return ids;
  }

  /** Committed offsets of all groups. */
  get count(): number {
    let count = 0;
    for (const topics of this.#committed.values()) for (const partitions of topics.values()) count += partitions.size;
    return count;
  }
}

function putInto(groups: Groups, { groupId, topic, partition }: OffsetPlace, committed: CommittedOffset): void {
  let topics = groups.get(groupId);
  if (topics === undefined) groups.set(groupId, (topics = new Map<string, Partitions>()));
  let partitions = topics.get(topic);
  if (partitions === undefined) topics.set(topic, (partitions = new Map<number, CommittedOffset>()));
  partitions.set(partition, committed);
}

function deleteFrom(groups: Groups, { groupId, topic, partition }: OffsetPlace): void {
  const topics = groups.get(groupId);
  const partitions = topics?.get(topic);
  if (topics === undefined || partitions === undefined) return;
  partitions.delete(partition);
  if (partitions.size === 0) topics.delete(topic);
  if (topics.size === 0) groups.delete(groupId);
}

function* listed(topics: Topics): Iterable<{ topic: string; partition: number; committed: CommittedOffset }> {
  for (const [topic, partitions] of topics)
    for (const [partition, committed] of partitions) yield { topic, partition, committed };
}

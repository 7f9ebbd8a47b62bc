import type { Clock } from '@yak/base';
import { assert } from '@yak/base';
import type { PartitionIndex, TopicId } from '@yak/model';
import type { ObeyedRecords, PartitionFacts } from '@yak/replica';

/** The file; `storage`'s AppendOnlyFile fits. */
export interface ObeyedFile {
  entries(): readonly Buffer[];
  append(entries: readonly Buffer[]): Promise<void>;
  rewrite(entries: readonly Buffer[]): Promise<void>;
}

type Key = `${TopicId}.${PartitionIndex}`;

interface Waiting {
  readonly entry: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Entries in the file beyond two for every partition before it is rewritten. */
const STALE_ENTRIES_MAX = 1_000;

/**
 * The newest partition records that this broker has obeyed, one file per log directory. All that are to be kept in one turn
 * share one synced append. An entry is JSON `[1, key, facts]`, version first.
 */
export class ObeyedPartitionRecords implements ObeyedRecords {
  readonly #file: ObeyedFile;
  readonly #clock: Clock;
  readonly #newest = new Map<Key, PartitionFacts>();
  #entriesInFile = 0;
  #waiting: Waiting[] = [];
  #isWriting = false;

  /** @param file as opened: its entries are read here */
  constructor(file: ObeyedFile, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
    for (const entry of file.entries()) {
      const [key, facts] = decode(entry);
      this.#newest.set(key, facts);
      this.#entriesInFile += 1;
    }
  }

  /** The record that was obeyed last, in this life or an earlier one; null for none. */
  newest(topicId: TopicId, partition: PartitionIndex): PartitionFacts | null {
    return this.#newest.get(`${topicId}.${partition}`) ?? null;
  }

  keep(
    { topicId, partition }: { readonly topicId: TopicId; readonly partition: PartitionIndex },
    facts: PartitionFacts,
  ): Promise<void> {
    const key: Key = `${topicId}.${partition}`;
    this.#newest.set(key, facts);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry: encode(key, facts), resolve, reject });
      if (this.#waiting.length === 1 && !this.#isWriting) this.#clock.nextTurn(() => void this.#write());
    });
  }

  /** The partition is gone: its record leaves the file when that is next rewritten. */
  forget(topicId: TopicId, partition: PartitionIndex): void {
    this.#newest.delete(`${topicId}.${partition}`);
  }

  async #write(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#persist(batch.map(({ entry }) => entry));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isWriting = false;
  }

  /** A rewrite holds everything that is newest, what waits included. */
  async #persist(entries: readonly Buffer[]): Promise<void> {
    if (this.#entriesInFile + entries.length <= 2 * this.#newest.size + STALE_ENTRIES_MAX) {
      await this.#file.append(entries);
      this.#entriesInFile += entries.length;
      return;
    }
    const living = Array.from(this.#newest, ([key, facts]) => encode(key, facts));
    await this.#file.rewrite(living);
    this.#entriesInFile = living.length;
  }
}

const VERSION = 1;

function encode(key: Key, facts: PartitionFacts): Buffer {
  const { leader, leaderEpoch, partitionEpoch, isr, elr, lastKnownLeader, replicas } = facts;
  return Buffer.from(
    JSON.stringify([VERSION, key, { leader, leaderEpoch, partitionEpoch, isr, elr, lastKnownLeader, replicas }]),
  );
}

function decode(entry: Buffer): [Key, PartitionFacts] {
  const [version, key, facts] = JSON.parse(entry.toString()) as [number, Key, PartitionFacts];
  assert(version === VERSION, `obeyed-partition-records has version ${version}`);
  return [key, facts];
}

import type { Random } from '@yak/base';
import { type KafkaClient, KafkaError } from '@yak/client';
import { ErrorCode } from '@yak/model';
import { RunFault } from '@yak/simulation';
import type { Ledger } from './ledger';

/** What is known of a topic: `unknown` where a call failed and may have had its effect all the same. */
type Standing =
  | { readonly kind: 'there'; readonly partitionCountMin: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unknown' };

const NAMES = 6;
const PREFIX = 'administered-';

/** Whether a topic or partition belongs to an administrator. */
export function isAdministered(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** What an administrator works with. */
export interface AdministratorOptions {
  readonly client: KafkaClient;
  readonly random: Random;
  readonly ledger: Ledger;
  /** Where it deletes records now and then. */
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[];
}

/** Creates, grows and deletes topics of its own at random, deletes records of others, and remembers what was acknowledged. */
export class Administrator {
  readonly #client: KafkaClient;
  readonly #random: Random;
  readonly #ledger: Ledger;
  readonly #partitions: readonly { readonly topic: string; readonly partition: number }[];
  readonly #topics = new Map<string, Standing>();

  constructor(options: AdministratorOptions) {
    this.#client = options.client;
    this.#random = options.random;
    this.#ledger = options.ledger;
    this.#partitions = options.partitions;
  }

  /** One change. Errors that say nothing about the outcome leave it unknown. */
  async change(): Promise<void> {
    const random = this.#random;
    if (random.below(4) === 0) return this.#deleteRecords();
    const name = `${PREFIX}${random.below(NAMES)}`;
    const standing = this.#topics.get(name) ?? { kind: 'gone' };
    try {
      if (standing.kind !== 'there') await this.#create(name, 1 + random.below(3));
      else if (random.below(2) === 0) await this.#grow(name, standing.partitionCountMin + 1);
      else await this.#delete(name);
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error;
      this.#topics.set(name, { kind: 'unknown' });
    }
  }

  /** Throws a broken law where the cluster does not have what it acknowledged. */
  async check(): Promise<string[]> {
    const { topics } = await this.#client.retrying(() => this.#client.describe(null));
    const counts = new Map(topics.map((topic) => [topic.name, topic.partitions.length]));
    for (const [name, standing] of this.#topics) {
      const count = counts.get(name) ?? 0;
      if (standing.kind === 'gone' && count > 0) throw new RunFault('broken law', `${name} was deleted and is there`);
      if (standing.kind === 'there' && count < standing.partitionCountMin)
        throw new RunFault(
          'broken law',
          `${name} was acknowledged with ${standing.partitionCountMin} partitions and has ${count}`,
        );
    }
    return [...counts].map(([name, count]) => `${name} ${count}`).sort();
  }

  async #create(name: string, partitionCount: number): Promise<void> {
    const [outcome] = await this.#client.admin.createTopics([{ name, partitionCount, replicationFactor: 1 }]);
    if (outcome?.error?.code === ErrorCode.TOPIC_ALREADY_EXISTS)
      this.#topics.set(name, { kind: 'there', partitionCountMin: 1 });
    else this.#settle(name, outcome?.error ?? null, { kind: 'there', partitionCountMin: partitionCount });
  }

  async #grow(name: string, partitionCount: number): Promise<void> {
    const [outcome] = await this.#client.admin.createPartitions([{ name, partitionCount }]);
    if (outcome?.error !== null) return; // it stays at least as large as it was
    this.#topics.set(name, { kind: 'there', partitionCountMin: partitionCount });
  }

  /** Up to some offset that was acknowledged. Where the answer is an error, they may be gone or not. */
  async #deleteRecords(): Promise<void> {
    const place = this.#partitions[this.#random.below(this.#partitions.length)];
    const known = this.#ledger.acknowledged.filter(
      ({ partition }) => partition === `${place?.topic}-${place?.partition}`,
    );
    const before = known[this.#random.below(Math.max(1, known.length))]?.offset;
    if (place === undefined || before === undefined) return;
    const partition = `${place.topic}-${place.partition}`;
    this.#ledger.mayBeTrimmed(partition, before);
    try {
      const [outcome] = await this.#client.admin.deleteRecords([{ ...place, before }]);
      if (outcome?.error === null) this.#ledger.trimmed(partition, outcome.lowWatermark);
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error;
    }
  }

  async #delete(name: string): Promise<void> {
    this.#topics.set(name, { kind: 'unknown' });
    const [outcome] = await this.#client.admin.deleteTopics([name]);
    this.#settle(name, outcome?.error ?? null, { kind: 'gone' });
  }

  #settle(name: string, error: KafkaError | null, standing: Standing): void {
    this.#topics.set(name, error === null ? standing : { kind: 'unknown' });
  }
}

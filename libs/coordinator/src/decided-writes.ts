import { assert, type Counter, type Meter } from '@yak/base';
import type { MetadataStore, MetadataUnit, MetadataWatch, UnitResult } from '@yak/bus';
import { type AppliedChanges, MetadataImage } from '@yak/cluster';
import { ErrorCode, refusal, type Refusal } from '@yak/model';

/** What is decided about one item: an answer, and what must be written for the answer to be true (null: nothing). */
export interface Decision<Answer> {
  readonly answer: Answer;
  readonly unit: MetadataUnit | null;
}

/** The answers in the order of the items, and a revision from which on all of them are in the feed. */
export interface DecidedAnswers<Answer> {
  readonly answers: readonly (Answer | Refusal)[];
  readonly revision: number;
}

/** How often one item is decided before its writers give up: others keep changing what it was decided from. */
const ROUNDS_MAX = 8;

/**
 * Decides from the metadata image and writes by compare-and-set on exactly what was read (R13). Many items share one
 * append; those that met a conflict are decided anew from the newer image, the others stand.
 */
export class DecidedWrites {
  readonly image = new MetadataImage();
  readonly #store: MetadataStore;
  readonly #conflicts: Counter;
  readonly #appliedListeners = new Set<(changes: AppliedChanges) => void>();
  #watch: MetadataWatch | null = null;

  constructor(options: { readonly store: MetadataStore; readonly meter: Meter }) {
    this.#store = options.store;
    this.#conflicts = options.meter.counter(
      'yak_coordinator_conflicts_total',
      'Decisions that met a newer record when they were written.',
    );
  }

  /** Fills the image and keeps it filled. */
  async start(): Promise<void> {
    this.#watch = await this.#store.watch(0, (batch) => {
      const changes = this.image.apply(batch);
      for (const listener of this.#appliedListeners) listener(changes);
    });
  }

  /** Ends the feed. */
  stop(): void {
    this.#watch?.stop();
    this.#watch = null;
  }

  /** Calls the listener after every batch of the feed. Returns how to end that. */
  onApplied(listener: (changes: AppliedChanges) => void): () => void {
    this.#appliedListeners.add(listener);
    return () => void this.#appliedListeners.delete(listener);
  }

  /** One item; see `decideAll`. */
  async decide<Answer>(decide: () => Decision<Answer>): Promise<Answer | Refusal> {
    const { answers } = await this.decideAll([null], decide);
    const answer = answers[0];
    assert(answer !== undefined, 'one item has one answer');
    return answer;
  }

  /**
   * @param decide synchronous, reads the image; called again for an item whose unit met a conflict
   * @returns per item its answer, or NOT_CONTROLLER where it lost too often. Rejects with BusError when the store fails
   */
  async decideAll<Item, Answer>(
    items: readonly Item[],
    decide: (item: Item) => Decision<Answer>,
  ): Promise<DecidedAnswers<Answer>> {
    const lost = refusal(ErrorCode.NOT_CONTROLLER, 'the records that this depends on keep changing');
    const answers: (Answer | Refusal)[] = items.map(() => lost);
    let open = items.map((_, index) => index);
    let revision = 0;
    for (let round = 0; round < ROUNDS_MAX && open.length > 0; round += 1) {
      const written: { readonly index: number; readonly unit: MetadataUnit; readonly answer: Answer }[] = [];
      for (const index of open) {
        const { answer, unit } = decide(items[index] as Item);
        if (unit === null) answers[index] = answer;
        else written.push({ index, unit, answer });
      }
      const results = written.length === 0 ? [] : await this.#store.write(written.map(({ unit }) => unit));
      open = [];
      for (const [place, { index, answer }] of written.entries()) {
        if (results[place]?.kind === 'applied') answers[index] = answer;
        else open.push(index);
      }
      revision = Math.max(revision, newest(results));
      if (open.length > 0) this.#conflicts.add(open.length);
      await this.#reached(revision);
    }
    return { answers, revision: Math.max(revision, this.image.revision) };
  }

  /** Waits until the feed has brought a revision: at once in process, where the feed comes before the answer. */
  #reached(revision: number): Promise<void> {
    if (this.image.revision >= revision) return Promise.resolve();
    return new Promise((resolve) => {
      const end = this.onApplied(() => {
        if (this.image.revision < revision) return;
        end();
        resolve();
      });
    });
  }
}

/** The newest revision that a write speaks of, 0 where it speaks of none. */
function newest(results: readonly UnitResult[]): number {
  let revision = 0;
  for (const result of results) revision = Math.max(revision, result.revision);
  return revision;
}

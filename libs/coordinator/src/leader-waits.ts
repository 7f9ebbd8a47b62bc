import type { Clock } from '@yak/base';
import type { AppliedChanges, MetadataImage } from '@yak/cluster';
import type { TopicId } from '@yak/model';
import type { DecidedWrites } from './decided-writes';

interface Wait {
  readonly isOver: () => boolean;
  readonly finish: (isLed: boolean) => void;
}

/** Waits for new partitions to be led, so that creating a topic is answered when it can be used. */
export class LeaderWaits {
  readonly #clock: Clock;
  readonly #writes: DecidedWrites;
  /** Bounded by the requests under way. */
  readonly #waits = new Map<TopicId, Set<Wait>>();
  readonly #end: () => void;

  constructor(options: { readonly clock: Clock; readonly writes: DecidedWrites }) {
    this.#clock = options.clock;
    this.#writes = options.writes;
    this.#end = options.writes.onApplied((changes) => this.#look(changes));
  }

  /** True once every partition of the topic has a leader; false after `timeoutMs`, or when the topic is gone. */
  untilLed(topicId: TopicId, timeoutMs: number): Promise<boolean> {
    const { image } = this.#writes;
    if (isLed(image, topicId)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = (led: boolean): void => {
        this.#clock.clearTimeout(timer);
        this.#forget(topicId, wait);
        resolve(led);
      };
      const wait: Wait = { isOver: () => isLed(image, topicId), finish };
      const timer = this.#clock.setTimeout(() => finish(false), Math.max(0, timeoutMs));
      const waits = this.#waits.get(topicId) ?? new Set();
      this.#waits.set(topicId, waits.add(wait));
    });
  }

  /** Every wait ends with false. */
  stop(): void {
    this.#end();
    for (const waits of [...this.#waits.values()]) for (const wait of [...waits]) wait.finish(false);
  }

  #look(changes: AppliedChanges): void {
    if (this.#waits.size === 0) return;
    const touched = new Set(changes.partitions.map((record) => record.topicId));
    for (const topicId of touched)
      for (const wait of [...(this.#waits.get(topicId) ?? [])]) if (wait.isOver()) wait.finish(true);
    for (const { topicId } of changes.deletedTopics)
      for (const wait of [...(this.#waits.get(topicId) ?? [])]) wait.finish(false);
  }

  #forget(topicId: TopicId, wait: Wait): void {
    const waits = this.#waits.get(topicId);
    waits?.delete(wait);
    if (waits?.size === 0) this.#waits.delete(topicId);
  }
}

function isLed(image: MetadataImage, topicId: TopicId): boolean {
  const topic = image.topicById(topicId);
  return (
    topic !== null &&
    topic.partitions.length === topic.partitionCount &&
    topic.partitions.every((record) => record.leader !== null)
  );
}

import type { AllocateProducerIdsReply } from '@yak/control';
import { isRefusal, producerId, type ProducerId, type Refusal } from '@yak/model';

/** Gives out producer ids from blocks, each block asked for once the last is used up. Source: Kafka ProducerIdManager. */
export class ProducerIds {
  readonly #askForBlock: () => Promise<AllocateProducerIdsReply | Refusal>;
  #next = 0;
  #end = 0;
  #asking: Promise<Refusal | null> | null = null;

  /** @param askForBlock asks the coordinator; what it gives out it never gives again */
  constructor(askForBlock: () => Promise<AllocateProducerIdsReply | Refusal>) {
    this.#askForBlock = askForBlock;
  }

  /** An id that nobody had before, or why there is none. Those who ask while a block is under way wait for it. */
  async next(): Promise<ProducerId | Refusal> {
    for (;;) {
      if (this.#next < this.#end) {
        const id = producerId(this.#next);
        this.#next += 1;
        return id;
      }
      this.#asking ??= this.#fill();
      const refused = await this.#asking;
      if (refused !== null) return refused;
    }
  }

  async #fill(): Promise<Refusal | null> {
    try {
      const reply = await this.#askForBlock();
      if (isRefusal(reply)) return reply;
      this.#next = reply.firstProducerId;
      this.#end = reply.firstProducerId + reply.count;
      return null;
    } finally {
      this.#asking = null;
    }
  }
}

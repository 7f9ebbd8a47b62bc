import { ErrorCode, errorName, isRefusal } from '@yak/model';
import type { BrokerPorts } from './ports';

/** Topics under way at once; further ones are left for the client's next attempt. */
const UNDER_WAY_MAX = 1_000;
const TIMEOUT_MS = 30_000;
/** How long a refusal of the same topic stays untold. */
const TOLD_AGAIN_AFTER_MS = 60_000;

/** Creates topics in the background because somebody asked for them by name. Source: Kafka AutoTopicCreationManager. */
export class AutoCreation {
  readonly #ports: BrokerPorts;
  readonly #underWay = new Set<string>();
  readonly #toldMs = new Map<string, number>();

  constructor(ports: BrokerPorts) {
    this.#ports = ports;
  }

  /** Starts creating those that are not under way; a refusal is logged, as nobody waits. */
  create(names: readonly string[]): void {
    for (const name of names) {
      if (this.#underWay.has(name) || this.#underWay.size >= UNDER_WAY_MAX) continue;
      this.#underWay.add(name);
      void this.#createOne(name).finally(() => this.#underWay.delete(name));
    }
  }

  /** Clients ask again and again: a topic is told of once a while. */
  #mayTell(name: string): boolean {
    const nowMs = this.#ports.clock.monotonicMs();
    const toldMs = this.#toldMs.get(name);
    if (toldMs !== undefined && nowMs - toldMs < TOLD_AGAIN_AFTER_MS) return false;
    if (this.#toldMs.size >= UNDER_WAY_MAX) this.#toldMs.clear();
    this.#toldMs.set(name, nowMs);
    return true;
  }

  async #createOne(name: string): Promise<void> {
    const reply = await this.#ports.coordinator.createTopics({
      timeoutMs: TIMEOUT_MS,
      validateOnly: false,
      topics: [this.#ports.settings.newTopic(name)],
    });
    const outcome = isRefusal(reply) ? reply : reply.outcomes[0];
    if (!isRefusal(outcome) || outcome.code === ErrorCode.TOPIC_ALREADY_EXISTS || !this.#mayTell(name)) return;
    this.#ports.logger.log('warn', 'a topic was not created automatically', {
      topic: name,
      error: errorName(outcome.code),
      detail: outcome.detail,
    });
  }
}

import type { Clock, Random } from '@yak/base';
import { BusError, type CoordinatorLink } from '@yak/bus';
import { type CoordinatorReply, type CoordinatorRequest, type CoordinatorVerb, newOperationId } from '@yak/control';
import type { CoordinatorPort } from '@yak/handlers';
import {
  type BrokerEpoch,
  type BrokerId,
  ErrorCode,
  isRefusal,
  type ProducerId,
  type Refusal,
  refusal,
  type TopicId,
} from '@yak/model';
import type { AppliedMetadata } from './applied-metadata';
import { ProducerIds } from './producer-ids';

/** What requests for clients need beside the link. */
export interface CoordinatorRequestsOptions {
  readonly link: CoordinatorLink;
  readonly applied: AppliedMetadata;
  readonly clock: Clock;
  readonly random: Random;
  /** Who asks: this broker's registration; null before it. */
  readonly member: () => { readonly brokerId: BrokerId; readonly brokerEpoch: BrokerEpoch } | null;
  /** Whether, within the time, this broker's replicas of a topic that are named leader serve. */
  readonly whenServing: (topicId: TopicId, timeoutMs: number) => Promise<boolean>;
}

type Asked<Verb extends CoordinatorVerb> = Omit<CoordinatorRequest<Verb>, 'operationId'>;

/** How much longer than the client's own limit a request to the coordinator may take: it answers by itself at that limit. */
const GRACE_MS = 1_000;
const SETTINGS_TIMEOUT_MS = 30_000;
const TIMED_OUT = refusal(ErrorCode.REQUEST_TIMED_OUT);
const NOT_APPLIED = refusal(ErrorCode.REQUEST_TIMED_OUT, 'it is done, but this broker has not applied it yet');

/** What clients want of the coordinator, asked in their name and answered once this broker has applied what was done. */
export class CoordinatorRequests implements CoordinatorPort {
  readonly #options: CoordinatorRequestsOptions;
  readonly #producerIds: ProducerIds;

  constructor(options: CoordinatorRequestsOptions) {
    this.#options = options;
    this.#producerIds = new ProducerIds(() => {
      const member = options.member();
      return member === null
        ? Promise.resolve(TIMED_OUT)
        : this.#ask('allocateProducerIds', { ...member }, SETTINGS_TIMEOUT_MS);
    });
  }

  async createTopics(request: Asked<'createTopics'>): Promise<CoordinatorReply<'createTopics'>> {
    const deadlineMs = this.#deadline(request.timeoutMs);
    const reply = await this.#ask('createTopics', request, request.timeoutMs);
    if (isRefusal(reply) || request.validateOnly) return reply;
    return { ...reply, outcomes: await this.#served(reply, deadlineMs) };
  }

  async deleteTopics(request: Asked<'deleteTopics'>): Promise<CoordinatorReply<'deleteTopics'>> {
    const deadlineMs = this.#deadline(request.timeoutMs);
    return this.#applied(await this.#ask('deleteTopics', request, request.timeoutMs), deadlineMs);
  }

  async createPartitions(request: Asked<'createPartitions'>): Promise<CoordinatorReply<'createPartitions'>> {
    const deadlineMs = this.#deadline(request.timeoutMs);
    const reply = await this.#ask('createPartitions', request, request.timeoutMs);
    if (isRefusal(reply) || request.validateOnly) return reply;
    return { ...reply, outcomes: await this.#served(reply, deadlineMs) };
  }

  async alterConfigs(request: Asked<'alterConfigs'>): Promise<CoordinatorReply<'alterConfigs'>> {
    const deadlineMs = this.#deadline(SETTINGS_TIMEOUT_MS);
    const reply = await this.#ask('alterConfigs', request, SETTINGS_TIMEOUT_MS);
    return request.validateOnly ? reply : this.#applied(reply, deadlineMs);
  }

  allocateProducerId(): Promise<ProducerId | Refusal> {
    return this.#producerIds.next();
  }

  /** The reply, once its revision was applied here; a timeout where that takes too long. */
  async #applied<Reply extends { readonly revision: number }>(
    reply: Reply | Refusal,
    deadlineMs: number,
  ): Promise<Reply | Refusal> {
    if (isRefusal(reply)) return reply;
    return (await this.#options.applied.whenApplied(reply.revision, this.#left(deadlineMs))) ? reply : NOT_APPLIED;
  }

  /** The outcomes, each once its topic's leaders among this broker's replicas serve; a timeout where that takes too long. */
  async #served<Made extends { readonly topicId: TopicId }>(
    { revision, outcomes }: { readonly revision: number; readonly outcomes: readonly (Made | Refusal)[] },
    deadlineMs: number,
  ): Promise<(Made | Refusal)[]> {
    const { applied, whenServing } = this.#options;
    const isApplied = await applied.whenApplied(revision, this.#left(deadlineMs));
    return Promise.all(
      outcomes.map(async (outcome) => {
        if (isRefusal(outcome)) return outcome;
        const isServing = isApplied && (await whenServing(outcome.topicId, this.#left(deadlineMs)));
        return isServing ? outcome : NOT_APPLIED;
      }),
    );
  }

  async #ask<Verb extends CoordinatorVerb>(
    verb: Verb,
    request: Asked<Verb>,
    timeoutMs: number,
  ): Promise<CoordinatorReply<Verb> | Refusal> {
    const { link, random } = this.#options;
    try {
      const whole = { ...request, operationId: newOperationId(random) } as unknown as CoordinatorRequest<Verb>;
      return await link.request(verb, whole, Math.max(0, timeoutMs) + GRACE_MS);
    } catch (error) {
      if (error instanceof BusError) return refusal(ErrorCode.REQUEST_TIMED_OUT, error.message);
      throw error;
    }
  }

  #deadline(timeoutMs: number): number {
    return this.#options.clock.monotonicMs() + Math.max(0, timeoutMs) + GRACE_MS;
  }

  #left(deadlineMs: number): number {
    return Math.max(0, deadlineMs - this.#options.clock.monotonicMs());
  }
}

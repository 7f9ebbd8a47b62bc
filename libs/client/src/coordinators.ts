import { ErrorCode } from '@yak/model';
import { FindCoordinator, type ResponseOf } from '@yak/protocol';
import type { ClientCalls } from './client-calls';
import { KafkaError, throwIfError } from './kafka-error';

/** Where a coordinator listens. */
export interface CoordinatorPlace {
  readonly brokerId: number;
  readonly host: string;
  readonly port: number;
}

/** What was asked of a group's coordinator about one group: its answer, or why there is none. */
export type GroupAnswers<Answer> = ReadonlyMap<string, Answer | KafkaError>;

type Found = ResponseOf<typeof FindCoordinator>['coordinators'][number];

export const COORDINATOR_TYPE = { group: 0, transaction: 1 } as const;
/** From this version on one request may name several keys (KIP-699). */
const SEVERAL_KEYS_SINCE = 4;
/** Keys in one request, and groups in one question to a coordinator. */
const KEYS_PER_REQUEST = 500;
/** Groups whose coordinators are remembered; the oldest leave first. */
const GROUPS_MAX = 10_000;
/** The coordinator is elsewhere or gone: ask again who it is. */
const MOVED: readonly number[] = [ErrorCode.COORDINATOR_NOT_AVAILABLE, ErrorCode.NOT_COORDINATOR];
const NOT_YET: readonly number[] = [...MOVED, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS];

/** Whether a code says that the coordinator is not there, or not ready, but that another or the same will be. */
export function isCoordinatorAbsent(code: number): boolean {
  return NOT_YET.includes(code);
}

/** Who coordinates which group: asked once, remembered, asked again after the answers 15 and 16 and after a lost connection. */
export class Coordinators {
  readonly #brokers = new Map<string, number>();
  #lanesGiven = 0;

  constructor(private readonly calls: ClientCalls) {}

  /** The name of a lane that nobody else has (see BrokerPool). */
  newLane(): string {
    this.#lanesGiven += 1;
    return `group member ${this.#lanesGiven}`;
  }

  /** Asks for one coordinator now. Throws KafkaError. */
  async find(type: keyof typeof COORDINATOR_TYPE, key: string): Promise<CoordinatorPlace> {
    const [found] = await this.ask(type, [key]);
    throwIfError(found?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR, found?.errorMessage ?? null);
    return { brokerId: found?.nodeId ?? -1, host: found?.host ?? '', port: found?.port ?? -1 };
  }

  /** The broker that coordinates a group, from memory if it is known there. Throws KafkaError. */
  async brokerOf(groupId: string): Promise<number> {
    const known = this.#brokers.get(groupId);
    if (known !== undefined) return known;
    const { brokerId } = await this.find('group', groupId);
    this.remember(groupId, brokerId);
    return brokerId;
  }

  /** What is remembered of a group turned out wrong. */
  forget(groupId: string): void {
    this.#brokers.delete(groupId);
  }

  /**
   * Asks the coordinators of groups, each about its own, and again about those whose coordinator had moved or was not ready,
   * until `retryTimeoutMs` of the client have passed.
   * @param ask    one request to one coordinator, answering by group id
   * @param codeOf the error code of an answer, to see whether the coordinator has moved
   * @returns an answer for every group, or the KafkaError of the last attempt
   */
  async each<Answer>(
    groupIds: readonly string[],
    ask: (mine: readonly string[], target: { readonly brokerId: number }) => Promise<ReadonlyMap<string, Answer>>,
    codeOf: (answer: Answer) => number,
  ): Promise<GroupAnswers<Answer>> {
    const done = new Map<string, Answer | KafkaError>();
    let waiting = [...new Set(groupIds)];
    const attempt = async (failures: number): Promise<void> => {
      if (failures > 0) await this.calls.metadata.refresh([]);
      const answers = await this.round(waiting, ask, codeOf);
      for (const [groupId, answer] of answers) done.set(groupId, answer);
      const failed = [...answers].filter(([, answer]) => answer instanceof KafkaError && answer.retriable);
      for (const [groupId, error] of failed)
        if ((error as KafkaError).code !== ErrorCode.COORDINATOR_LOAD_IN_PROGRESS) this.forget(groupId);
      waiting = failed.map(([groupId]) => groupId);
      const [first] = failed;
      if (first !== undefined) throw first[1] as KafkaError;
    };
    try {
      await this.calls.retrying(attempt);
    } catch (error) {
      // The errors of groups are in their answers; only a cluster that cannot be asked at all is thrown.
      if (!(error instanceof KafkaError) || waiting.some((groupId) => !done.has(groupId))) throw error;
    }
    return done;
  }

  /** Asks about each group once. */
  private async round<Answer>(
    groupIds: readonly string[],
    ask: (mine: readonly string[], target: { readonly brokerId: number }) => Promise<ReadonlyMap<string, Answer>>,
    codeOf: (answer: Answer) => number,
  ): Promise<Map<string, Answer | KafkaError>> {
    const answers = new Map<string, Answer | KafkaError>();
    const take = (groupId: string, answer: Answer | KafkaError | undefined): void => {
      if (answer instanceof KafkaError) answers.set(groupId, answer);
      else if (answer === undefined)
        answers.set(groupId, new KafkaError(ErrorCode.UNKNOWN_SERVER_ERROR, `no answer for group ${groupId}`));
      else answers.set(groupId, isCoordinatorAbsent(codeOf(answer)) ? new KafkaError(codeOf(answer), groupId) : answer);
    };
    const byBroker = new Map<number, string[]>();
    for (const [groupId, place] of await this.brokersOf(groupIds)) {
      if (place instanceof KafkaError) take(groupId, place);
      else byBroker.set(place, [...(byBroker.get(place) ?? []), groupId]);
    }
    const questions = [...byBroker].flatMap(([brokerId, mine]) => chunks(mine).map((some) => ({ brokerId, some })));
    for (const { brokerId, some } of questions) {
      const given = await ask(some, { brokerId }).catch(kafkaErrorOnly);
      for (const groupId of some) take(groupId, given instanceof KafkaError ? given : given.get(groupId));
    }
    return answers;
  }

  private async brokersOf(groupIds: readonly string[]): Promise<Map<string, number | KafkaError>> {
    const unknown = groupIds.filter((groupId) => !this.#brokers.has(groupId));
    const faults = new Map<string, KafkaError>();
    for (const keys of chunks(unknown)) {
      for (const { key, nodeId, errorCode, errorMessage } of await this.ask('group', keys)) {
        if (errorCode === ErrorCode.NONE) this.remember(key, nodeId);
        else faults.set(key, new KafkaError(errorCode, errorMessage));
      }
    }
    const missing = new KafkaError(ErrorCode.COORDINATOR_NOT_AVAILABLE, 'no coordinator was named');
    return new Map(groupIds.map((groupId) => [groupId, this.#brokers.get(groupId) ?? faults.get(groupId) ?? missing]));
  }

  /** One answer per key; a broker below version 4 is asked for one after the other. */
  private async ask(type: keyof typeof COORDINATOR_TYPE, keys: readonly string[]): Promise<readonly Found[]> {
    const [keyType, answers]: [number, Found[]] = [COORDINATOR_TYPE[type], []];
    const { versions } = await this.calls.connectionTo('any');
    const isSeveral = (versions.get(FindCoordinator.key)?.max ?? 0) >= SEVERAL_KEYS_SINCE;
    for (const coordinatorKeys of isSeveral ? [keys] : keys.map((key) => [key])) {
      const key = coordinatorKeys[0] ?? '';
      const body = { key, keyType, coordinatorKeys: [...coordinatorKeys] };
      const answer = await this.calls.request(FindCoordinator, 'best', body);
      answers.push(...(isSeveral ? answer.coordinators : [{ ...answer, key }]));
    }
    return answers;
  }

  private remember(groupId: string, brokerId: number): void {
    this.#brokers.delete(groupId);
    this.#brokers.set(groupId, brokerId);
    const [oldest] = this.#brokers.keys();
    if (this.#brokers.size > GROUPS_MAX && oldest !== undefined) this.#brokers.delete(oldest);
  }
}

function chunks(keys: readonly string[]): (readonly string[])[] {
  const count = Math.ceil(keys.length / KEYS_PER_REQUEST);
  return Array.from({ length: count }, (_, at) => keys.slice(at * KEYS_PER_REQUEST, (at + 1) * KEYS_PER_REQUEST));
}

function kafkaErrorOnly(error: unknown): KafkaError {
  if (error instanceof KafkaError) return error;
  throw error;
}

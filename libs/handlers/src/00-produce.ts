/**
 * Produce, key 0. Served: 3–11; advertised from 0, because librdkafka ≤ 2.11 compresses only when version 0 is named
 * (KAFKA-18659). A request of version 0–2 closes the connection.
 *
 * Behaviours
 * - acks 0: no response; an error on any partition closes the connection, so that the client refreshes its metadata.
 *   acks 1: answered when the log end covers the batch; acks -1: when the high watermark does. Other acks: 21 everywhere.
 * - Each partition holds exactly one batch of magic 2. Partitions are judged one by one; others proceed.
 * - When timeoutMs ends first: REQUEST_TIMED_OUT, and the records stay appended.
 * - The next request of the connection starts as soon as the appends are in the log's queue.
 *
 * Versions: 3 magic 2 and transactional id (KIP-98) · 5 logStartOffset (KIP-112) · 7 zstd (KIP-110) · 8 recordErrors and
 * errorMessage (KIP-467) · 9 flexible · 10 currentLeader and nodeEndpoints on 6 (KIP-951) · 11 as 10 (KIP-890 part 1).
 *
 * Not here: transactions (a transactional batch gets INVALID_TXN_STATE), recompression (`compression.type` is `producer`).
 */
import { ErrorCode, errorName, isInternalTopic, isRefusal, type Refusal, refusal } from '@yak/model';
import { Produce, type ResponseInputOf } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { type RecordRefusal, validateProducedBatch } from '@yak/records';
import { admitPartition } from './admit-partition';
import { defineHandler, Unanswered } from './handler';
import { LeaderHint } from './leader-hint';
import { lastOfEach } from './rules/last-of-each';
import { allOrDeadline } from './deadline';
import type { Appended, HostedPartition } from './ports';
import type { RequestContext } from './request-context';

type Response = ResponseInputOf<typeof Produce>;

/** Clients that may write Kafka's own topics. Source: KafkaApis.handleProduceRequest. */
const ADMIN_CLIENT_ID = '__admin_client';

type PartitionOutcome = typeof PENDING;

/** One partition of the request and what it is answered, filled in as that becomes known. */
interface Outcome {
  readonly topic: string;
  readonly response: PartitionOutcome;
}

interface Gathering {
  readonly context: RequestContext;
  readonly requiredAcks: 0 | 1 | -1;
  readonly nowMs: number;
  readonly outcomes: Outcome[];
  readonly pending: Promise<void>[];
}

/** Answers Produce. */
export const produce = defineHandler({
  api: Produce,
  serves: { min: 3, max: 11 },
  advertisedMin: 0,
  operation: AclOperation.WRITE,
  resource: ResourceType.TOPIC,
  isPipelined: true,
  handle(request, context) {
    const acks = request.acks;
    const gathering: Gathering = {
      context,
      requiredAcks: acks === 0 || acks === 1 ? acks : -1,
      nowMs: context.ports.clock.wallMs(),
      outcomes: [],
      pending: [],
    };
    const hasLegalAcks = acks === 0 || acks === 1 || acks === -1;
    const responses = lastOfEach(request.topicData).map((topic) => ({
      name: topic.name,
      partitionResponses: topic.partitionData.map((partition) => {
        const outcome = { topic: topic.name, response: { ...PENDING, index: partition.index } };
        gathering.outcomes.push(outcome);
        if (hasLegalAcks) appendTo(gathering, outcome, partition.records);
        else refuse(outcome.response, ACKS_REFUSAL);
        return outcome.response;
      }),
    }));
    if (acks === 0) return silentUnlessFailed(gathering);
    if (gathering.pending.length === 0) return finish(gathering, responses);
    const answer = (): Response => finish(gathering, responses);
    if (gathering.requiredAcks === 1) return Promise.all(gathering.pending).then(answer);
    return allOrDeadline(context.ports.clock, gathering.pending, request.timeoutMs).then(answer);
  },
});

const ACKS_REFUSAL = refusal(ErrorCode.INVALID_REQUIRED_ACKS);

/** What a partition is answered when the deadline comes before its promise is kept. */
const PENDING = {
  index: 0,
  errorCode: ErrorCode.REQUEST_TIMED_OUT as ErrorCode,
  baseOffset: -1,
  logAppendTimeMs: -1,
  logStartOffset: -1,
  recordErrors: [] as { batchIndex: number; batchIndexErrorMessage: string | null }[],
  errorMessage: null as string | null,
  currentLeader: { leaderId: -1, leaderEpoch: -1 },
};

function appendTo(gathering: Gathering, outcome: Outcome, records: Buffer | null): void {
  const { context, requiredAcks } = gathering;
  const { topic, response } = outcome;
  const hosted = admit(context, topic, response.index);
  if (isRefusal(hosted)) {
    refuse(response, hosted);
    return;
  }
  const { rules, replica } = hosted;
  // Written out, not spread: a spread of a foreign shape costs more here than the validation's own bookkeeping.
  const batch = validateProducedBatch(records, {
    produceVersion: context.apiVersion,
    maxMessageBytes: rules.maxMessageBytes,
    segmentBytes: rules.segmentBytes,
    compacted: rules.compacted,
    timestampType: rules.timestampType,
    timestampBeforeMaxMs: rules.timestampBeforeMaxMs,
    timestampAfterMaxMs: rules.timestampAfterMaxMs,
    nowMs: gathering.nowMs,
  });
  if (isRefusal(batch)) {
    refuse(response, batch);
    return;
  }
  const appended = replica.append(batch, { requiredAcks });
  if (isRefusal(appended)) refuse(response, appended);
  else if (requiredAcks === 0) response.errorCode = ErrorCode.NONE;
  else gathering.pending.push(appended.done.then((broken) => settle(response, appended, broken)));
}

function settle(response: PartitionOutcome, appended: Appended, broken: Refusal | null): void {
  if (broken !== null) {
    refuse(response, broken);
    return;
  }
  response.errorCode = ErrorCode.NONE;
  response.baseOffset = appended.baseOffset;
  response.logAppendTimeMs = appended.logAppendTimeMs ?? -1;
  response.logStartOffset = appended.logStartOffset;
}

function refuse(response: PartitionOutcome, why: Refusal | RecordRefusal): void {
  response.errorCode = why.code;
  response.errorMessage = why.detail;
  if ('recordErrors' in why)
    response.recordErrors = why.recordErrors.map(({ batchIndex, message }) => ({
      batchIndex,
      batchIndexErrorMessage: message,
    }));
}

/** acks 0: the only way to tell the client of an error is to end the connection. Source: KafkaApis.handleProduceRequest. */
function silentUnlessFailed(gathering: Gathering): Unanswered {
  const failed = gathering.outcomes.find(({ response }) => response.errorCode !== ErrorCode.NONE);
  if (failed === undefined) return Unanswered.silent;
  return Unanswered.close(
    `${errorName(failed.response.errorCode)} for ${failed.topic}-${failed.response.index} of a Produce with acks 0`,
  );
}

function finish(gathering: Gathering, responses: Response['responses']): Response {
  const { context, outcomes } = gathering;
  const hint = new LeaderHint(context);
  for (const { topic, response } of outcomes) {
    if (response.errorCode !== ErrorCode.NOT_LEADER_OR_FOLLOWER) continue;
    const leader = hint.leaderOf(topic, response.index);
    if (leader !== null) response.currentLeader = leader;
  }
  return { responses, throttleTimeMs: context.throttleMs, nodeEndpoints: hint.endpoints() };
}

function admit(context: RequestContext, topic: string, partition: number): HostedPartition | Refusal {
  if (isInternalTopic(topic) && context.request.clientId !== ADMIN_CLIENT_ID)
    return refusal(ErrorCode.INVALID_TOPIC_EXCEPTION, 'this topic is internal');
  return admitPartition(context, topic, partition);
}

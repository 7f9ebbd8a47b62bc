/**
 * Metadata, key 3. Served: 0–12.
 *
 * Behaviours
 * - Topics null means all (version 0: none named means all; from 1 none named means none).
 * - A topic asked for by id is found by it, whatever name goes with it.
 * - An unknown topic is created in the background where `auto.create.topics.enable` and the client (4 and later) want it; the
 *   answer is UNKNOWN_TOPIC_OR_PARTITION now, and clients ask again.
 * - Brokers are named by their endpoints on the listener that the client used.
 * - The controller is a live broker that takes admin requests: this one.
 * - One topic by id, or without a name, before version 12 fails the whole request: INVALID_REQUEST for each topic in it, and
 *   nothing else is told. Source: Kafka KafkaApis.handleTopicMetadataRequest, MetadataRequest.getErrorResponse.
 *
 * Versions: 1 rack, controller, internal flag · 4 allowAutoTopicCreation (KIP-204) · 5 offline replicas (KIP-112) · 7 leader
 * epoch (KIP-320) · 8 authorised operations (KIP-430) · 9 flexible · 10 topic ids (KIP-516) · 12 topics by id.
 */
import { ErrorCode, isInternalTopic, type TopicId, topicNameFault } from '@yak/model';
import { Metadata, type RequestOf, type ResponseInputOf } from '@yak/protocol';
import { AclOperation, authorisedOperations, CLUSTER_RESOURCE_NAME, ResourceType } from '@yak/security';
import { defineHandler } from './handler';
import { OPERATIONS_NOT_ASKED, ReachableBrokers } from './partition-wording';
import type { TopicView } from './ports';
import type { RequestContext } from './request-context';
import { ZERO_TOPIC_ID } from './zero-topic-id';

type Request = RequestOf<typeof Metadata>;
type Response = ResponseInputOf<typeof Metadata>;
type TopicResponse = Response['topics'][number];

const AUTO_CREATION_FLAG_FROM = 4;
const LISTENER_ERROR_FROM = 6;
const TOPIC_IDS_ASKED_FROM = 12;

/** Answers Metadata. */
export const metadata = defineHandler({
  api: Metadata,
  serves: { min: 0, max: 12 },
  operation: AclOperation.DESCRIBE,
  resource: ResourceType.TOPIC,
  handle(request, context) {
    const { ports, apiVersion } = context;
    if (
      apiVersion < TOPIC_IDS_ASKED_FROM &&
      request.topics?.some(({ topicId, name }) => name === null || topicId !== ZERO_TOPIC_ID) === true
    ) {
      return invalid(request, context.throttleMs);
    }
    const reachable = new ReachableBrokers(
      context,
      apiVersion >= LISTENER_ERROR_FROM ? ErrorCode.LISTENER_NOT_FOUND : ErrorCode.LEADER_NOT_AVAILABLE,
    );
    const asksAll = request.topics === null || (apiVersion === 0 && request.topics.length === 0);
    const found = asksAll ? allTopics(context) : namedTopics(request, context);
    const topics = found.map((topic) =>
      'view' in topic ? describe(topic.view, reachable, operationsOf(request, context, topic.view.name)) : topic.failed,
    );
    const asksCluster = request.includeClusterAuthorizedOperations;
    return {
      throttleTimeMs: context.throttleMs,
      brokers: reachable.brokers,
      clusterId: ports.metadata.clusterId,
      controllerId: ports.metadata.controllerId ?? -1,
      topics,
      clusterAuthorizedOperations: asksCluster
        ? operationsOn(context, ResourceType.CLUSTER, CLUSTER_RESOURCE_NAME)
        : OPERATIONS_NOT_ASKED,
    };
  },
});

function invalid({ topics }: Request, throttleTimeMs: number): Response {
  return {
    throttleTimeMs,
    brokers: [],
    topics: (topics ?? []).map(({ name, topicId }) => failure(ErrorCode.INVALID_REQUEST, name ?? '', topicId)),
  };
}

function operationsOn(
  context: RequestContext,
  type: typeof ResourceType.TOPIC | typeof ResourceType.CLUSTER,
  name: string,
): number {
  return authorisedOperations(type, (operation) => context.isAllowedTo(operation, { type, name }));
}

type Found = { readonly view: TopicView } | { readonly failed: TopicResponse };

function allTopics(context: RequestContext): Found[] {
  return [...context.ports.metadata.topics()].filter(({ name }) => context.isAllowed(name)).map((view) => ({ view }));
}

function namedTopics(request: Request, context: RequestContext): Found[] {
  const mayCreate =
    context.ports.settings.autoCreateTopicsEnable &&
    (context.apiVersion < AUTO_CREATION_FLAG_FROM || request.allowAutoTopicCreation);
  const missing: string[] = [];
  const seen = new Set<string>();
  const found: Found[] = [];
  for (const { topicId, name } of request.topics ?? []) {
    const isById = name === null || topicId !== ZERO_TOPIC_ID; // the Java client sends an empty name with an id
    const key = isById ? topicId : name;
    if (seen.has(key)) continue;
    seen.add(key);
    found.push(isById ? byId(topicId, context) : byName(name, context, () => mayCreate && missing.push(name)));
  }
  if (missing.length > 0) context.state.autoCreation.create(missing);
  return found;
}

function byId(topicId: TopicId, context: RequestContext): Found {
  const view = context.ports.metadata.topicById(topicId);
  if (view !== null && context.isAllowed(view.name)) return { view };
  return { failed: failure(ErrorCode.UNKNOWN_TOPIC_ID, null, topicId) };
}

function byName(name: string, context: RequestContext, onMissing: () => void): Found {
  if (!context.isAllowed(name)) return { failed: failure(ErrorCode.TOPIC_AUTHORIZATION_FAILED, name) };
  const view = context.ports.metadata.topicByName(name);
  if (view !== null) return { view };
  if (topicNameFault(name) !== null) return { failed: failure(ErrorCode.INVALID_TOPIC_EXCEPTION, name) };
  onMissing();
  return { failed: failure(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, name) };
}

function operationsOf(request: Request, context: RequestContext, topic: string): number {
  return request.includeTopicAuthorizedOperations
    ? operationsOn(context, ResourceType.TOPIC, topic)
    : OPERATIONS_NOT_ASKED;
}

function describe(view: TopicView, reachable: ReachableBrokers, topicAuthorizedOperations: number): TopicResponse {
  return {
    errorCode: ErrorCode.NONE,
    name: view.name,
    topicId: view.topicId,
    isInternal: view.isInternal,
    partitions: view.partitions.map((partition) => reachable.word(partition)),
    topicAuthorizedOperations,
  };
}

function failure(errorCode: ErrorCode, name: string | null, topicId: TopicId = ZERO_TOPIC_ID): TopicResponse {
  return { errorCode, name, topicId, isInternal: name !== null && isInternalTopic(name), partitions: [] };
}

/**
 * OffsetFetch, key 9. Served: 1–9.
 *
 * Behaviours
 * - Topics null (2 and later) means every topic that has an offset; those that may not be described are left out. Named topics
 *   that may not be described: TOPIC_AUTHORIZATION_FAILED. Topics need not exist.
 * - No offset is no error: −1. An unknown group has none.
 * - The error of a group: in 1 on each partition, in 2–7 for the whole answer, from 8 per group.
 * - With requireStable, a partition with an offset of an open transaction: UNSTABLE_OFFSET_COMMIT.
 *
 * Versions: 2 all topics, error of the whole (KIP-88) · 5 leader epochs (KIP-320) · 6 flexible · 7 requireStable (KIP-447) ·
 * 8 several groups (KIP-709) · 9 member id and epoch (KIP-848).
 */
import type { OffsetsWanted } from '@yak/groups';
import { ErrorCode } from '@yak/model';
import { OffsetFetch, type RequestOf, type ResponseInputOf } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { groupCallerOf } from './group-caller';
import { defineHandler } from './handler';
import type { RequestContext } from './request-context';

type Request = RequestOf<typeof OffsetFetch>;
type Response = ResponseInputOf<typeof OffsetFetch>;
type Group = NonNullable<Response['groups']>[number];
type Topic = Group['topics'][number];
type AskedTopic = NonNullable<OffsetsWanted['topics']>[number];

const WHOLE_ERROR_FROM = 2;
const GROUPS_FROM = 8;

/** Answers OffsetFetch. */
export const offsetFetch = defineHandler({
  api: OffsetFetch,
  serves: { min: 1, max: 9 },
  operation: AclOperation.DESCRIBE,
  resource: ResourceType.GROUP,
  async handle(request, context) {
    const asked = askedGroups(request, context);
    const groups = await Promise.all(asked.map((group) => fetchOne(group, context)));
    return { throttleTimeMs: context.throttleMs, ...onlyGroup(groups[0], asked[0], context), groups };
  },
});

function askedGroups(request: Request, context: RequestContext): readonly OffsetsWanted[] {
  const { requireStable, groupId, topics } = request;
  if (context.apiVersion < GROUPS_FROM) return [{ groupId, memberId: null, memberEpoch: -1, topics, requireStable }];
  return request.groups.map((group) => ({ ...group, requireStable }));
}

async function fetchOne(asked: OffsetsWanted, context: RequestContext): Promise<Group> {
  const { groupId, topics: wanted } = asked;
  if (!context.isAllowed(groupId)) return { groupId, errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED, topics: [] };
  const isVisible = ({ name }: { readonly name: string }): boolean =>
    context.isAllowedTo(AclOperation.DESCRIBE, { type: ResourceType.TOPIC, name });
  const visible = wanted === null ? null : wanted.filter(isVisible);
  const group = { ...asked, topics: visible };
  const { errorCode = ErrorCode.NONE, topics } = await context.ports.groups.offsetFetch(group, groupCallerOf(context));
  if (errorCode !== ErrorCode.NONE) return { groupId, errorCode, topics: [] };
  if (wanted === null) return { groupId, errorCode, topics: topics.filter(isVisible) };
  const hidden = wanted.filter((topic) => !isVisible(topic));
  return {
    groupId,
    errorCode,
    topics: [...topics, ...hidden.map((topic) => withoutOffsets(topic, ErrorCode.TOPIC_AUTHORIZATION_FAILED))],
  };
}

function withoutOffsets({ name, partitionIndexes }: AskedTopic, errorCode: number): Topic {
  return {
    name,
    partitions: partitionIndexes.map((partitionIndex) => ({
      partitionIndex,
      committedOffset: -1,
      committedLeaderEpoch: -1,
      metadata: '',
      errorCode,
    })),
  };
}

/** Before version 8 the one group is the answer; version 1 has no place for its error but the partitions. */
function onlyGroup(
  group: Group | undefined,
  asked: OffsetsWanted | undefined,
  context: RequestContext,
): Pick<Response, 'errorCode' | 'topics'> {
  const { errorCode = ErrorCode.NONE, topics = [] } = group ?? {};
  if (errorCode === ErrorCode.NONE || context.apiVersion >= WHOLE_ERROR_FROM) return { errorCode, topics };
  return { errorCode, topics: (asked?.topics ?? []).map((topic) => withoutOffsets(topic, errorCode)) };
}

import { ErrorCode, type Refusal, refusal } from '@yak/model';
import { JOIN_EPOCH, LEAVE_STATIC_EPOCH } from '../member';

/** The fields of a ConsumerGroupHeartbeat that are judged before anything is looked up. */
export interface HeartbeatShape {
  readonly groupId: string;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly rebalanceTimeoutMs: number;
  readonly subscribedTopicNames: readonly string[] | null;
  readonly subscribedTopicRegex: string | null;
  readonly serverAssignor: string | null;
  readonly topicPartitions: readonly unknown[] | null;
}

/** From this version on members make their ids themselves (KIP-1082). */
const OWN_MEMBER_IDS_SINCE = 1;

const isBlank = (text: string | null): boolean => text?.trim() === '';

const invalid = (detail: string): Refusal => refusal(ErrorCode.INVALID_REQUEST, detail);

/**
 * Why a ConsumerGroupHeartbeat cannot be right whatever the group: INVALID_REQUEST or UNSUPPORTED_ASSIGNOR; null when it can.
 * Source: Kafka GroupCoordinatorService.throwIfConsumerGroupHeartbeatRequestIsInvalid; KIP-1082.
 */
export function judgeHeartbeat(
  request: HeartbeatShape,
  apiVersion: number,
  assignors: readonly string[],
): Refusal | null {
  return judgeNames(request, apiVersion) ?? judgeEpoch(request, apiVersion) ?? judgeAssignor(request, assignors);
}

function judgeNames(request: HeartbeatShape, apiVersion: number): Refusal | null {
  const mustHaveId = apiVersion >= OWN_MEMBER_IDS_SINCE || request.memberEpoch !== JOIN_EPOCH;
  if (mustHaveId && isBlank(request.memberId)) return invalid('the member id is empty');
  if (isBlank(request.groupId)) return invalid('the group id is empty');
  if (isBlank(request.instanceId)) return invalid('the instance id is empty');
  if (isBlank(request.rackId)) return invalid('the rack id is empty');
  return null;
}

function judgeEpoch(request: HeartbeatShape, apiVersion: number): Refusal | null {
  if (request.memberEpoch === JOIN_EPOCH) return judgeJoin(request, apiVersion);
  if (request.memberEpoch === LEAVE_STATIC_EPOCH && request.instanceId === null)
    return invalid('a member without an instance id cannot leave for a while');
  if (request.memberEpoch < LEAVE_STATIC_EPOCH) return invalid(`the member epoch ${request.memberEpoch} is invalid`);
  return null;
}

function judgeJoin(request: HeartbeatShape, apiVersion: number): Refusal | null {
  if (request.rebalanceTimeoutMs === -1) return invalid('a member that joins has to give its rebalance timeout');
  if (request.topicPartitions === null || request.topicPartitions.length > 0)
    return invalid('a member that joins has to own nothing and to say so');
  const pattern = apiVersion >= OWN_MEMBER_IDS_SINCE ? request.subscribedTopicRegex : null;
  if (request.subscribedTopicNames === null && pattern === null)
    return invalid('a member that joins has to say what it subscribes to');
  return null;
}

function judgeAssignor({ serverAssignor }: HeartbeatShape, assignors: readonly string[]): Refusal | null {
  if (serverAssignor === null || assignors.includes(serverAssignor)) return null;
  return refusal(
    ErrorCode.UNSUPPORTED_ASSIGNOR,
    `the assignor ${serverAssignor} is not known here; known are ${assignors.join(', ')}`,
  );
}

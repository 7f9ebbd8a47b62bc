import { ErrorCode } from '@yak/model';

/** What the shell is told. Closed. */
export const ExitCode = {
  OK: 0,
  FAILED: 1,
  USAGE: 2,
  /** Some items failed, others did not. */
  PARTIAL: 3,
  NOT_FOUND: 4,
  NOT_AUTHORISED: 5,
  /** No broker answered, or not in time. */
  UNREACHABLE: 6,
  /** The cluster is in a state that forbids it. */
  REFUSED_BY_STATE: 7,
  INTERRUPTED: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

const KAFKA_CODES: readonly (readonly [ExitCode, readonly number[]])[] = [
  [
    ExitCode.NOT_FOUND,
    [
      ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      ErrorCode.UNKNOWN_TOPIC_ID,
      ErrorCode.GROUP_ID_NOT_FOUND,
      ErrorCode.RESOURCE_NOT_FOUND,
    ],
  ],
  [
    ExitCode.NOT_AUTHORISED,
    [
      ErrorCode.TOPIC_AUTHORIZATION_FAILED,
      ErrorCode.GROUP_AUTHORIZATION_FAILED,
      ErrorCode.CLUSTER_AUTHORIZATION_FAILED,
      ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
      ErrorCode.SASL_AUTHENTICATION_FAILED,
    ],
  ],
  [
    ExitCode.UNREACHABLE,
    [
      ErrorCode.NETWORK_EXCEPTION,
      ErrorCode.REQUEST_TIMED_OUT,
      ErrorCode.BROKER_NOT_AVAILABLE,
      ErrorCode.LEADER_NOT_AVAILABLE,
      ErrorCode.COORDINATOR_NOT_AVAILABLE,
      ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
      ErrorCode.NOT_COORDINATOR,
    ],
  ],
  [
    ExitCode.REFUSED_BY_STATE,
    [
      ErrorCode.TOPIC_ALREADY_EXISTS,
      ErrorCode.TOPIC_DELETION_DISABLED,
      ErrorCode.POLICY_VIOLATION,
      ErrorCode.NOT_ENOUGH_REPLICAS,
      ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
      ErrorCode.NON_EMPTY_GROUP,
      ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC,
      ErrorCode.GROUP_MAX_SIZE_REACHED,
      ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
      ErrorCode.UNKNOWN_MEMBER_ID,
      ErrorCode.REBALANCE_IN_PROGRESS,
      ErrorCode.ELECTION_NOT_NEEDED,
      ErrorCode.INVALID_PRODUCER_EPOCH,
      ErrorCode.PRODUCER_FENCED,
      ErrorCode.FENCED_LEADER_EPOCH,
      ErrorCode.KAFKA_STORAGE_ERROR,
    ],
  ],
];

/** The exit code for an error that a broker answered; 1 where the shell needs no finer word. */
export function exitCodeOf(kafkaCode: number): ExitCode {
  return KAFKA_CODES.find(([, codes]) => codes.includes(kafkaCode))?.[0] ?? ExitCode.FAILED;
}

/** The exit code for several items: their common one, or 3 when some went well. `codes` is not empty. */
export function exitCodeOfAll(codes: readonly ExitCode[]): ExitCode {
  const failures = codes.filter((code) => code !== ExitCode.OK);
  if (failures.length === 0) return ExitCode.OK;
  if (failures.length < codes.length) return ExitCode.PARTIAL;
  const first = failures[0] ?? ExitCode.FAILED;
  return failures.every((code) => code === first) ? first : ExitCode.FAILED;
}

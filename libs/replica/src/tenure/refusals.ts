import { ErrorCode, refusal } from '@yak/model';

/** This replica does not lead its partition (any more). */
export const NOT_LEADER = refusal(ErrorCode.NOT_LEADER_OR_FOLLOWER, 'this broker does not lead the partition');

/** The disk under this replica failed. */
export const STORAGE_FAILED = refusal(ErrorCode.KAFKA_STORAGE_ERROR, 'the log directory of this replica failed');

/** More writers wait for their acks than this replica keeps in mind; nothing was appended, the client tries again. */
export const TOO_MANY_PARKED = refusal(ErrorCode.REQUEST_TIMED_OUT, 'too many writes wait for their acknowledgement');

/** More bytes wait for the disk than the log keeps in memory; nothing was appended, the client tries again. */
export const TOO_MUCH_UNWRITTEN = refusal(ErrorCode.REQUEST_TIMED_OUT, 'too many bytes wait for the disk');

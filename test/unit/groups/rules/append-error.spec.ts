import { ErrorCode } from '@yak/model';
import { groupErrorOf } from '../../../../libs/groups/src/rules/append-error';

describe('what a group client hears of the log', () => {
  test.each([
    ['UNKNOWN_TOPIC_OR_PARTITION', 'COORDINATOR_NOT_AVAILABLE'],
    ['NOT_ENOUGH_REPLICAS', 'COORDINATOR_NOT_AVAILABLE'],
    ['REQUEST_TIMED_OUT', 'COORDINATOR_NOT_AVAILABLE'],
    ['NOT_LEADER_OR_FOLLOWER', 'NOT_COORDINATOR'],
    ['KAFKA_STORAGE_ERROR', 'NOT_COORDINATOR'],
    ['MESSAGE_TOO_LARGE', 'UNKNOWN_SERVER_ERROR'],
    ['RECORD_LIST_TOO_LARGE', 'UNKNOWN_SERVER_ERROR'],
    ['INVALID_FETCH_SIZE', 'UNKNOWN_SERVER_ERROR'],
    ['NETWORK_EXCEPTION', 'COORDINATOR_LOAD_IN_PROGRESS'],
    ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND'],
    ['COORDINATOR_LOAD_IN_PROGRESS', 'COORDINATOR_LOAD_IN_PROGRESS'],
    ['FENCED_INSTANCE_ID', 'FENCED_INSTANCE_ID'],
  ] as const)('%s is said as %s', (logError, said) => {
    expect(groupErrorOf(ErrorCode[logError])).toBe(ErrorCode[said]);
  });
});

import { ErrorCode } from '@yak/model';
import { type BatchStanding, isUncertainAfter, produceVerdict } from '../../../libs/client/src/produce-verdict';

const plain: BatchStanding = { isIdempotent: false, isOldest: true, isExpired: false, isRowBroken: false };
const idempotent: BatchStanding = { ...plain, isIdempotent: true };

describe('what becomes of a batch', () => {
  test.each([
    ['NONE', 'plain', {}, 'done'],
    ['NONE', 'idempotent', {}, 'done'],
    ['NOT_LEADER_OR_FOLLOWER', 'plain', {}, 'retry'],
    ['NOT_LEADER_OR_FOLLOWER', 'plain', { isExpired: true }, 'fail'],
    ['MESSAGE_TOO_LARGE', 'plain', {}, 'fail'],
    ['NETWORK_EXCEPTION', 'idempotent', {}, 'retry'],
    ['NETWORK_EXCEPTION', 'idempotent', { isExpired: true }, 'renew'],
    ['MESSAGE_TOO_LARGE', 'idempotent', {}, 'renew'],
    ['DUPLICATE_SEQUENCE_NUMBER', 'idempotent', {}, 'done'],
    ['DUPLICATE_SEQUENCE_NUMBER', 'plain', {}, 'fail'],
    ['OUT_OF_ORDER_SEQUENCE_NUMBER', 'idempotent', { isOldest: false }, 'retry'],
    ['OUT_OF_ORDER_SEQUENCE_NUMBER', 'idempotent', { isOldest: false, isExpired: true }, 'renew'],
    ['OUT_OF_ORDER_SEQUENCE_NUMBER', 'idempotent', {}, 'renew'],
    ['OUT_OF_ORDER_SEQUENCE_NUMBER', 'idempotent', { isRowBroken: true }, 'retry'],
    ['OUT_OF_ORDER_SEQUENCE_NUMBER', 'idempotent', { isRowBroken: true, isExpired: true }, 'fail'],
    ['UNKNOWN_PRODUCER_ID', 'idempotent', {}, 'renew'],
    ['INVALID_PRODUCER_EPOCH', 'idempotent', { isRowBroken: true }, 'retry'],
    ['MESSAGE_TOO_LARGE', 'idempotent', { isRowBroken: true }, 'fail'],
  ] as const)('after %s, %s, %o: %s', (error, kind, standing, verdict) => {
    expect(produceVerdict(ErrorCode[error], { ...(kind === 'plain' ? plain : idempotent), ...standing })).toBe(verdict);
  });

  test.each([
    ['NETWORK_EXCEPTION', true],
    ['REQUEST_TIMED_OUT', true],
    ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', true],
    ['KAFKA_STORAGE_ERROR', true],
    ['NOT_LEADER_OR_FOLLOWER', true],
    ['NOT_ENOUGH_REPLICAS', false],
    ['OUT_OF_ORDER_SEQUENCE_NUMBER', false],
  ] as const)('after %s it may be in the log all the same: %p', (error, isUncertain) => {
    expect(isUncertainAfter(ErrorCode[error])).toBe(isUncertain);
  });
});

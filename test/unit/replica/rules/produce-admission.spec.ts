import { ErrorCode } from '@yak/model';
import { produceFault } from '../../../../libs/replica/src/rules/produce-admission';
import { batchOf } from '../../../support/replica/batches';

const plain = batchOf(1).header;
const transactional = batchOf(1, { sequence: 0, isTransactional: true }).header;

describe('a batch of a client', () => {
  test.each([
    {
      name: 'is admitted with acks=all and enough replicas',
      header: plain,
      requiredAcks: -1,
      isrSize: 2,
      min: 2,
      replicas: 3,
      code: undefined,
    },
    {
      name: 'is refused with acks=all and too few',
      header: plain,
      requiredAcks: -1,
      isrSize: 1,
      min: 2,
      replicas: 3,
      code: ErrorCode.NOT_ENOUGH_REPLICAS,
    },
    {
      name: 'is admitted with acks=1 and too few',
      header: plain,
      requiredAcks: 1,
      isrSize: 1,
      min: 2,
      replicas: 3,
      code: undefined,
    },
    {
      name: 'is admitted with acks=0 and too few',
      header: plain,
      requiredAcks: 0,
      isrSize: 1,
      min: 2,
      replicas: 3,
      code: undefined,
    },
    {
      name: 'is admitted where the partition has fewer replicas than wanted',
      header: plain,
      requiredAcks: -1,
      isrSize: 1,
      min: 2,
      replicas: 1,
      code: undefined,
    },
    {
      name: 'is refused with acks=all and an empty ISR',
      header: plain,
      requiredAcks: -1,
      isrSize: 0,
      min: 1,
      replicas: 1,
      code: ErrorCode.NOT_ENOUGH_REPLICAS,
    },
    {
      name: 'is refused when transactional',
      header: transactional,
      requiredAcks: -1,
      isrSize: 3,
      min: 1,
      replicas: 3,
      code: ErrorCode.INVALID_TXN_STATE,
    },
    {
      name: 'is refused when transactional with acks=0 too',
      header: transactional,
      requiredAcks: 0,
      isrSize: 3,
      min: 1,
      replicas: 3,
      code: ErrorCode.INVALID_TXN_STATE,
    },
  ] as const)('$name', ({ header, requiredAcks, isrSize, min, replicas, code }) => {
    expect(produceFault({ header, requiredAcks, isrSize, minInSyncReplicas: min, replicaCount: replicas })?.code).toBe(
      code,
    );
  });
});

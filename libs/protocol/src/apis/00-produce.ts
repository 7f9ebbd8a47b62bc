import { arrayOf, int16, int32, int64, nullable, records, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * Produce: append one record batch to each of some partitions.
 *
 * - v3: record batches of magic 2 and transactional ids (KIP-98).
 * - v4: KAFKA_STORAGE_ERROR may come back.
 * - v5: log start offset in the answer (KIP-107).
 * - v7: zstd is allowed (KIP-110).
 * - v8: errors of single records (KIP-467).
 * - v9: flexible (KIP-482).
 * - v10: the current leader and its endpoint as tagged fields (KIP-951).
 * - v11: verified transactional appends (KIP-890).
 */
export const Produce = api({
  key: 0,
  name: 'Produce',
  versions: { min: 3, max: 11 },
  flexibleFrom: 9,
  request: struct({
    transactionalId: nullable(string(), { default: null }),
    acks: int16(),
    timeoutMs: int32(),
    topicData: arrayOf(
      struct({
        name: string(),
        partitionData: arrayOf(
          struct({
            index: int32(),
            records: nullable(records()),
          }),
        ),
      }),
    ),
  }),
  response: struct({
    responses: arrayOf(
      struct({
        name: string(),
        partitionResponses: arrayOf(
          struct({
            index: int32(),
            errorCode: int16(),
            baseOffset: int64(),
            logAppendTimeMs: int64({ default: -1 }),
            logStartOffset: int64({ since: 5, default: -1 }),
            recordErrors: arrayOf(
              struct({
                batchIndex: int32(),
                batchIndexErrorMessage: nullable(string(), { default: null }),
              }),
              { since: 8 },
            ),
            errorMessage: nullable(string({ since: 8, cut: true }), { default: null }),
            currentLeader: struct(
              {
                leaderId: int32({ default: -1 }),
                leaderEpoch: int32({ default: -1 }),
              },
              { since: 10, tag: 0 },
            ),
          }),
        ),
      }),
    ),
    throttleTimeMs: int32({ default: 0 }),
    nodeEndpoints: arrayOf(
      struct({
        nodeId: int32(),
        host: string(),
        port: int32(),
        rack: nullable(string(), { default: null }),
      }),
      { since: 10, tag: 0 },
    ),
  }),
});

import type { TopicId } from '@yak/model';
import { arrayOf, int16, int32, int64, int8, nullable, records, string, struct, uuid } from '@yak/codec';
import { api } from '../api';

/**
 * Fetch: record batches from some partitions, waiting up to a time for a least size; also how followers replicate.
 *
 * - v4: isolation level, last stable offset, aborted transactions (KIP-98).
 * - v5: log start offsets (KIP-107).
 * - v7: fetch sessions (KIP-227).
 * - v9: current leader epoch, fencing (KIP-320).
 * - v10: zstd is allowed (KIP-110).
 * - v11: rack of the reader, preferred replica (KIP-392).
 * - v12: flexible; diverging epochs (KIP-595).
 * - v13: topic ids instead of names (KIP-516).
 * - v15: replica state (KIP-903).
 * - v16: leader endpoints (KIP-951).
 * - v17: directory ids (KIP-853).
 */
export const Fetch = api({
  key: 1,
  name: 'Fetch',
  versions: { min: 4, max: 17 },
  flexibleFrom: 12,
  request: struct({
    clusterId: nullable(string({ since: 12, tag: 0 }), { default: null }),
    replicaId: int32({ until: 14, default: -1 }),
    replicaState: struct(
      {
        replicaId: int32({ default: -1 }),
        replicaEpoch: int64({ default: -1 }),
      },
      { since: 15, tag: 1 },
    ),
    maxWaitMs: int32(),
    minBytes: int32(),
    maxBytes: int32({ default: 2_147_483_647 }),
    isolationLevel: int8({ default: 0 }),
    sessionId: int32({ since: 7, default: 0 }),
    sessionEpoch: int32({ since: 7, default: -1 }),
    topics: arrayOf(
      struct({
        topic: string({ until: 12 }),
        topicId: uuid<TopicId>({ since: 13 }),
        partitions: arrayOf(
          struct({
            partition: int32(),
            currentLeaderEpoch: int32({ since: 9, default: -1 }),
            fetchOffset: int64(),
            lastFetchedEpoch: int32({ since: 12, default: -1 }),
            logStartOffset: int64({ since: 5, default: -1 }),
            partitionMaxBytes: int32(),
            replicaDirectoryId: uuid({ since: 17, tag: 0 }),
          }),
        ),
      }),
    ),
    forgottenTopicsData: arrayOf(
      struct({
        topic: string({ until: 12 }),
        topicId: uuid<TopicId>({ since: 13 }),
        partitions: arrayOf(int32()),
      }),
      { since: 7 },
    ),
    rackId: string({ since: 11, default: '' }),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16({ since: 7 }),
    sessionId: int32({ since: 7, default: 0 }),
    responses: arrayOf(
      struct({
        topic: string({ until: 12 }),
        topicId: uuid<TopicId>({ since: 13 }),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
            highWatermark: int64(),
            lastStableOffset: int64({ default: -1 }),
            logStartOffset: int64({ since: 5, default: -1 }),
            divergingEpoch: struct(
              {
                epoch: int32({ default: -1 }),
                endOffset: int64({ default: -1 }),
              },
              { since: 12, tag: 0 },
            ),
            currentLeader: struct(
              {
                leaderId: int32({ default: -1 }),
                leaderEpoch: int32({ default: -1 }),
              },
              { since: 12, tag: 1 },
            ),
            snapshotId: struct(
              {
                endOffset: int64({ default: -1 }),
                epoch: int32({ default: -1 }),
              },
              { since: 12, tag: 2 },
            ),
            abortedTransactions: nullable(
              arrayOf(
                struct({
                  producerId: int64(),
                  firstOffset: int64(),
                }),
              ),
            ),
            preferredReadReplica: int32({ since: 11, default: -1 }),
            records: nullable(records()),
          }),
        ),
      }),
    ),
    nodeEndpoints: arrayOf(
      struct({
        nodeId: int32(),
        host: string(),
        port: int32(),
        rack: nullable(string(), { default: null }),
      }),
      { since: 16, tag: 0 },
    ),
  }),
});

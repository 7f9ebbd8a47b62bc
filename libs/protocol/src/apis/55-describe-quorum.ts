import { arrayOf, int16, int32, int64, nullable, string, struct, uint16, uuid } from '@yak/codec';
import { api } from '../api';

const replicaState = struct({
  replicaId: int32(),
  replicaDirectoryId: uuid({ since: 2 }),
  logEndOffset: int64(),
  lastFetchTimestamp: int64({ since: 1, default: -1 }),
  lastCaughtUpTimestamp: int64({ since: 1, default: -1 }),
});

/**
 * DescribeQuorum: state of the metadata quorum (KIP-595).
 *
 * - v1: fetch and caught-up times of replicas (KIP-836).
 * - v2: directory ids, endpoints, error messages (KIP-853).
 */
export const DescribeQuorum = api({
  key: 55,
  name: 'DescribeQuorum',
  versions: { min: 0, max: 2 },
  flexibleFrom: 0,
  request: struct({
    topics: arrayOf(
      struct({
        topicName: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
          }),
        ),
      }),
    ),
  }),
  response: struct({
    errorCode: int16(),
    errorMessage: nullable(string({ since: 2, cut: true })),
    topics: arrayOf(
      struct({
        topicName: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
            errorMessage: nullable(string({ since: 2, cut: true })),
            leaderId: int32(),
            leaderEpoch: int32(),
            highWatermark: int64(),
            currentVoters: arrayOf(replicaState),
            observers: arrayOf(replicaState),
          }),
        ),
      }),
    ),
    nodes: arrayOf(
      struct({
        nodeId: int32(),
        listeners: arrayOf(
          struct({
            name: string(),
            host: string(),
            port: uint16(),
          }),
        ),
      }),
      { since: 2 },
    ),
  }),
});

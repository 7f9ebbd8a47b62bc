import { arrayOf, int16, int32, int8, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * ElectLeaders: preferred (0) or unclean (1) election.
 *
 * - v1: election type (KIP-460).
 * - v2: flexible (KIP-482).
 */
export const ElectLeaders = api({
  key: 43,
  name: 'ElectLeaders',
  versions: { min: 0, max: 2 },
  flexibleFrom: 2,
  request: struct({
    electionType: int8({ since: 1 }),
    topicPartitions: nullable(
      arrayOf(
        struct({
          topic: string(),
          partitions: arrayOf(int32()),
        }),
      ),
    ),
    timeoutMs: int32({ default: 60_000 }),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16({ since: 1 }),
    replicaElectionResults: arrayOf(
      struct({
        topic: string(),
        partitionResult: arrayOf(
          struct({
            partitionId: int32(),
            errorCode: int16(),
            errorMessage: nullable(string({ cut: true })),
          }),
        ),
      }),
    ),
  }),
});

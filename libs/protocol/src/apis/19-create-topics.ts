import type { TopicId } from '@yak/model';
import { arrayOf, bool, int16, int32, int8, nullable, string, struct, uuid } from '@yak/codec';
import { api } from '../api';

/**
 * CreateTopics: by partition count and replication factor or by manual assignment.
 *
 * - v4: -1 for the broker's defaults (KIP-464).
 * - v5: flexible; the created configuration comes back (KIP-525).
 * - v6: throttling by quota (KIP-599).
 * - v7: topic ids (KIP-516).
 */
export const CreateTopics = api({
  key: 19,
  name: 'CreateTopics',
  versions: { min: 2, max: 7 },
  flexibleFrom: 5,
  request: struct({
    topics: arrayOf(
      struct({
        name: string(),
        numPartitions: int32(),
        replicationFactor: int16(),
        assignments: arrayOf(
          struct({
            partitionIndex: int32(),
            brokerIds: arrayOf(int32()),
          }),
        ),
        configs: arrayOf(
          struct({
            name: string(),
            value: nullable(string()),
          }),
        ),
      }),
    ),
    timeoutMs: int32({ default: 60_000 }),
    validateOnly: bool({ default: false }),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    topics: arrayOf(
      struct({
        name: string(),
        topicId: uuid<TopicId>({ since: 7 }),
        errorCode: int16(),
        errorMessage: nullable(string({ cut: true })),
        topicConfigErrorCode: int16({ since: 5, tag: 0 }),
        numPartitions: int32({ since: 5, default: -1 }),
        replicationFactor: int16({ since: 5, default: -1 }),
        configs: nullable(
          arrayOf(
            struct({
              name: string(),
              value: nullable(string()),
              readOnly: bool(),
              configSource: int8({ default: -1 }),
              isSensitive: bool(),
            }),
            { since: 5 },
          ),
        ),
      }),
    ),
  }),
});

import type { TopicId } from '@yak/model';
import { arrayOf, int16, int32, nullable, string, struct, uuid } from '@yak/codec';
import { api } from '../api';

/**
 * DeleteTopics: by name or by id.
 *
 * - v4: flexible (KIP-482).
 * - v5: error messages (KIP-599).
 * - v6: topic ids (KIP-516).
 */
export const DeleteTopics = api({
  key: 20,
  name: 'DeleteTopics',
  versions: { min: 1, max: 6 },
  flexibleFrom: 4,
  request: struct({
    topics: arrayOf(
      struct({
        name: nullable(string(), { default: null }),
        topicId: uuid<TopicId>(),
      }),
      { since: 6 },
    ),
    topicNames: arrayOf(string(), { until: 5 }),
    timeoutMs: int32(),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    responses: arrayOf(
      struct({
        name: nullable(string(), { since: 6 }),
        topicId: uuid<TopicId>({ since: 6 }),
        errorCode: int16(),
        errorMessage: nullable(string({ since: 5, cut: true }), { default: null }),
      }),
    ),
  }),
});

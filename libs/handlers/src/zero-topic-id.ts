import { type TopicId, topicId } from '@yak/model';

/** The wire's "no topic id": 16 zero bytes. */
export const ZERO_TOPIC_ID: TopicId = topicId('0'.repeat(32));

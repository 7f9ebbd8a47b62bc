import { decideTopicDeletion } from '@yak/cluster';
import { ErrorCode } from '@yak/model';
import { TOPIC } from '../../../support/cluster/records';

const topic = { topicId: TOPIC, name: 'orders' };

test.each([
  ['by name', { name: 'orders' }, { topic, isRepeated: false, isDeletionEnabled: true }, null],
  ['by id', { topicId: TOPIC }, { topic, isRepeated: false, isDeletionEnabled: true }, null],
  [
    'of an unknown name',
    { name: 'orders' },
    { topic: null, isRepeated: false, isDeletionEnabled: true },
    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ],
  [
    'of an unknown id',
    { topicId: TOPIC },
    { topic: null, isRepeated: false, isDeletionEnabled: true },
    ErrorCode.UNKNOWN_TOPIC_ID,
  ],
  ['named twice', { name: 'orders' }, { topic, isRepeated: true, isDeletionEnabled: true }, ErrorCode.INVALID_REQUEST],
  [
    'while deletion is off',
    { name: 'orders' },
    { topic, isRepeated: false, isDeletionEnabled: false },
    ErrorCode.TOPIC_DELETION_DISABLED,
  ],
])('the deletion of a topic %s', (_, reference, facts, code) => {
  expect(decideTopicDeletion(reference, facts)).toMatchObject(
    code === null ? { kind: 'deletion', ...topic } : { kind: 'refusal', code },
  );
});

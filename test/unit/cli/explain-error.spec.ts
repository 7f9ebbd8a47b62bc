import { KafkaError } from '@yak/client';
import { ErrorCode } from '@yak/model';
import { SettingsError } from '@yak/settings';
import { usageError } from '../../../apps/cli/src/cli-error';
import { explain, topicError, unknownTopic } from '../../../apps/cli/src/explain-error';
import { fakeCluster } from '../../support/cli/fake-cluster';

it('a missing topic is named with its cluster and the name that was perhaps meant', async () => {
  const error = await unknownTopic(fakeCluster({ orders: 1, billing: 1 }), 'oders');
  expect(error).toMatchObject({
    exitCode: 4,
    message:
      'UNKNOWN_TOPIC_OR_PARTITION: topic "oders" does not exist on cluster yak-test (1 broker). Did you mean "orders"?',
  });
});

it('another refusal names the topic and the error', async () => {
  const error = await topicError(fakeCluster({}), 'a', { code: ErrorCode.INVALID_CONFIG, detail: 'x: no' });
  expect(error).toMatchObject({ exitCode: 1, message: 'a: INVALID_CONFIG: x: no' });
});

test.each([
  [usageError('no'), 2, 'no'],
  [new SettingsError('a', 'no'), 2, 'a: no'],
  [new KafkaError(ErrorCode.TOPIC_AUTHORIZATION_FAILED), 5, 'TOPIC_AUTHORIZATION_FAILED'],
  [new KafkaError(ErrorCode.NETWORK_EXCEPTION, 'refused'), 6, 'No answer from b:1. Does the broker run there?'],
  [new Error('odd'), 1, 'odd'],
  ['text', 1, 'text'],
])('%s ends with exit code %d', (thrown, exitCode, words) => {
  const error = explain(thrown, 'b:1');
  expect(error.exitCode).toBe(exitCode);
  expect(error.message).toContain(words);
});

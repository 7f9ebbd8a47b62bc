import { resolveBrokerSettings } from '@yak/settings';
import { topicProfile } from '../../../libs/broker/src/topic-profile';

const profileOf = (overrides: Record<string, string>, flags: Record<string, string> = {}) =>
  topicProfile(resolveBrokerSettings({ flags }).settings, new Map(Object.entries(overrides)));

it('is Kafka’s where nobody says otherwise', () => {
  const { log, rules, replica } = profileOf({});
  expect(log).toMatchObject({
    segmentBytes: 1_073_741_824,
    retentionMs: 604_800_000,
    retentionBytes: null,
    cleanupPolicy: ['delete'],
  });
  expect(rules).toMatchObject({
    maxMessageBytes: 1_048_588,
    compacted: false,
    deletes: true,
    timestampType: 'CreateTime',
  });
  expect(replica.minInSyncReplicas).toBe(1);
});

test.each([
  [{ 'cleanup.policy': 'compact' }, { compacted: true, deletes: false }],
  [{ 'cleanup.policy': 'compact,delete' }, { compacted: true, deletes: true }],
  [{ 'message.timestamp.type': 'LogAppendTime' }, { timestampType: 'LogAppendTime' }],
  [{ 'max.message.bytes': '500' }, { maxMessageBytes: 500 }],
])('a topic with %j judges batches by it', (overrides, expected) => {
  expect(profileOf(overrides as unknown as Record<string, string>).rules).toMatchObject(expected);
});

it('a topic’s own setting goes before the broker’s', () => {
  const flags = { 'log.retention.ms': '5000', 'min.insync.replicas': '2' };
  expect(profileOf({}, flags)).toMatchObject({ log: { retentionMs: 5_000 }, replica: { minInSyncReplicas: 2 } });
  expect(profileOf({ 'retention.ms': '-1' }, flags).log.retentionMs).toBeNull();
});

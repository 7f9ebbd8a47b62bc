import { resolveBrokerSettings } from '@yak/settings';
import { BrokerSettingsView } from '../../../libs/broker/src/settings-view';

const viewOf = (flags: Record<string, string> = {}) => {
  const { settings } = resolveBrokerSettings({ flags });
  return { settings, view: new BrokerSettingsView(settings) };
};

it('reads what handlers obey', () => {
  const { view } = viewOf({ 'auto.create.topics.enable': 'false', 'yak.fetch.max.wait.ms.limit': '250' });
  expect(view.autoCreateTopicsEnable).toBe(false);
  expect(view.deleteTopicEnable).toBe(true);
  expect(view.fetchBytesMax).toBe(57_671_680);
  expect(view.fetchSessionsMax).toBe(1_000);
  expect(view.fetchWaitMsMax).toBe(250);
  expect(view.describedPartitionsMax).toBe(2_000);
});

it('lets a fetch wait for as long as it likes where there is no limit', () => {
  expect(viewOf().view.fetchWaitMsMax).toBe(Number.POSITIVE_INFINITY);
});

test.each([
  ['classic,consumer', true],
  ['classic', false],
])('serves consumer groups with the protocols %s: %s', (protocols, isServed) => {
  expect(viewOf({ 'group.coordinator.rebalance.protocols': protocols }).view.consumerGroupsEnable).toBe(isServed);
});

it('creates the topic of the groups with settings of its own, and any other by the defaults', () => {
  const { view } = viewOf({ 'offsets.topic.num.partitions': '7', 'offsets.topic.replication.factor': '2' });
  expect(view.newTopic('__consumer_offsets')).toEqual({
    name: '__consumer_offsets',
    partitionCount: 7,
    replicationFactor: 2,
    assignments: null,
    configs: [
      { name: 'cleanup.policy', value: 'compact' },
      { name: 'compression.type', value: 'producer' },
      { name: 'segment.bytes', value: '104857600' },
    ],
  });
  const counts = { partitionCount: null, replicationFactor: null, assignments: null };
  expect(view.newTopic('orders')).toEqual({ name: 'orders', ...counts, configs: [] });
});

it('describes a topic by its own settings over the broker’s', () => {
  const described = viewOf().view.describeTopic(new Map([['retention.ms', '7']]));
  expect(described.find(({ name }) => name === 'retention.ms')).toMatchObject({ value: '7', source: 1 });
  expect(described.find(({ name }) => name === 'segment.bytes')).toMatchObject({ value: '1073741824', source: 5 });
});

it('describes all brokers only by what was altered for all of them', () => {
  const { settings, view } = viewOf();
  expect(view.describeBroker('all')).toEqual([]);
  settings.applyDynamic({
    cluster: new Map([['log.retention.ms', '9']]),
    broker: new Map([['log.retention.ms', '8']]),
  });
  expect(view.describeBroker('all')).toMatchObject([{ name: 'log.retention.ms', value: '9', source: 3 }]);
  expect(view.describeBroker('this').find(({ name }) => name === 'log.retention.ms')).toMatchObject({
    value: '8',
    source: 2,
  });
});

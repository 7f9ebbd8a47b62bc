import type { ConfigAlteration } from '@yak/control';
import { brokerId, ErrorCode, isRefusal } from '@yak/model';
import { CoordinatorBench, granted, newTopic } from '../../support/cluster/coordinator';

const alteration = (
  resourceType: 'topic' | 'broker',
  resourceName: string,
  name: string,
  value: string,
): ConfigAlteration => ({
  resourceType,
  resourceName,
  operations: [{ name, operation: 'set', value }],
});

test.each<[string, ConfigAlteration, number | null]>([
  ['a topic', alteration('topic', 'orders', 'retention.ms', '5000'), null],
  ['every broker', alteration('broker', '', 'log.retention.ms', '5000'), null],
  ['one broker', alteration('broker', '1', 'log.retention.ms', '5000'), null],
  ['an unknown topic', alteration('topic', 'nobody', 'retention.ms', '5000'), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
  ['an unknown broker', alteration('broker', '9', 'log.retention.ms', '5000'), ErrorCode.BROKER_ID_NOT_REGISTERED],
  ['a broker that is no number', alteration('broker', '1x', 'log.retention.ms', '5000'), ErrorCode.INVALID_REQUEST],
  ['a broker beyond int32', alteration('broker', '9999999999', 'log.retention.ms', '5000'), ErrorCode.INVALID_REQUEST],
  ['a bad value', alteration('topic', 'orders', 'retention.ms', 'x'), ErrorCode.INVALID_CONFIG],
])('settings of %s', async (_, resource, code) => {
  const bench = await new CoordinatorBench().start();
  await bench.createLed(1, await bench.join(1), newTopic('orders'));
  const { outcomes } = granted(
    await bench.ask('alterConfigs', {
      operationId: 'a',
      mode: 'incremental',
      validateOnly: false,
      resources: [resource],
    }),
  );
  expect(outcomes.map((outcome) => (isRefusal(outcome) ? outcome.code : null))).toEqual([code]);
});

test('altered settings are in the image; validate-only alters nothing; the full form replaces', async () => {
  const bench = await new CoordinatorBench().start();
  await bench.createLed(
    1,
    await bench.join(1),
    newTopic('orders', { configs: [{ name: 'segment.ms', value: '9000' }] }),
  );
  const topicConfig = () =>
    Object.fromEntries(bench.image.topicConfig(bench.image.topicByName('orders')?.topicId ?? ('' as never)));
  const alter = (mode: 'incremental' | 'full', validateOnly: boolean) =>
    bench.ask('alterConfigs', {
      operationId: 'a',
      mode,
      validateOnly,
      resources: [
        alteration('topic', 'orders', 'retention.ms', '5000'),
        alteration('broker', '1', 'log.retention.ms', '7'),
      ],
    });
  await alter('incremental', true);
  expect(topicConfig()).toEqual({ 'segment.ms': '9000' });
  await alter('incremental', false);
  expect(topicConfig()).toEqual({ 'segment.ms': '9000', 'retention.ms': '5000' });
  expect(bench.image.brokerConfig(brokerId(1)).get('log.retention.ms')).toBe('7');
  await alter('full', false);
  expect(topicConfig()).toEqual({ 'retention.ms': '5000' });
});

test('two changes of one topic at once both hold', async () => {
  const bench = await new CoordinatorBench().start();
  await bench.createLed(1, await bench.join(1), newTopic('orders'));
  const alter = (name: string) =>
    bench.ask('alterConfigs', {
      operationId: name,
      mode: 'incremental',
      validateOnly: false,
      resources: [alteration('topic', 'orders', name, '5000')],
    });
  await Promise.all([alter('retention.ms'), alter('segment.ms')]);
  expect(
    [...bench.image.topicConfig(bench.image.topicByName('orders')?.topicId ?? ('' as never)).keys()].sort(),
  ).toEqual(['retention.ms', 'segment.ms']);
});

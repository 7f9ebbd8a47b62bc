import { parseListeners, resolveBrokerSettings, SettingsError } from '@yak/settings';
import { relaxForTests } from '../../../libs/settings/src/resolve-broker-settings';

/** The settings in the files that Kafka ships for one node, without their comments. */
const KAFKA_4 = `
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=localhost:9093
listeners=PLAINTEXT://:9092,CONTROLLER://:9093
inter.broker.listener.name=PLAINTEXT
advertised.listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL
num.network.threads=3
num.io.threads=8
socket.send.buffer.bytes=102400
socket.receive.buffer.bytes=102400
socket.request.max.bytes=104857600
log.dirs=/tmp/kraft-combined-logs
num.partitions=1
num.recovery.threads.per.data.dir=1
offsets.topic.replication.factor=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
log.retention.hours=168
log.segment.bytes=1073741824
log.retention.check.interval.ms=300000
`;
const KAFKA_3_KRAFT = KAFKA_4.replace('bootstrap.servers=localhost', 'voters=1@localhost')
  .replace(/^share.*\n/gm, '')
  .replace(',CONTROLLER://localhost:9093', '');
const KAFKA_3_ZOOKEEPER = `
broker.id=0
num.network.threads=3
num.io.threads=8
socket.request.max.bytes=104857600
log.dirs=/tmp/kafka-logs
num.partitions=1
num.recovery.threads.per.data.dir=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
log.retention.hours=168
log.retention.check.interval.ms=300000
zookeeper.connect=localhost:2181
zookeeper.connection.timeout.ms=18000
group.initial.rebalance.delay.ms=0
`;

describe('Kafka’s own files for one node load', () => {
  test.each([
    ['4.x', KAFKA_4, 1],
    ['3.x in KRaft mode', KAFKA_3_KRAFT, 1],
    ['3.x with ZooKeeper', KAFKA_3_ZOOKEEPER, 0],
  ])('%s', (_, file, nodeId) => {
    const { settings, notices } = resolveBrokerSettings({ file });
    expect(settings.value('node.id')).toBe(nodeId);
    expect(settings.value('broker.id')).toBe(nodeId);
    expect(parseListeners(settings).map(({ name, port }) => [name, port])).toEqual([['PLAINTEXT', 9092]]);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('num.io.threads (one event loop does this work)');
  });
});

describe('who says it first', () => {
  const file = 'num.partitions=2';
  const environment = { KAFKA_NUM_PARTITIONS: '3' };
  test.each([
    ['default', {}, 1],
    ['file', { file }, 2],
    ['environment', { file, environment }, 3],
    ['environment', { file, environment: { ...environment, YAK_NUM_PARTITIONS: '4' } }, 4],
    ['flag', { file, environment, flags: { 'num.partitions': '5' } }, 5],
  ] as const)('%s %j', (source, sources, value) => {
    const { settings } = resolveBrokerSettings(sources);
    expect([settings.source('num.partitions'), settings.value('num.partitions')]).toEqual([source, value]);
  });

  it('the file goes before the profile', () => {
    const { settings } = resolveBrokerSettings({ profile: 'dev', file: 'yak.flush=batch' });
    expect(settings.value('yak.flush')).toBe('batch');
  });

  test.each([
    [{}, 'production'],
    [{ profile: 'dev' }, 'dev'],
    [{ profile: 'dev', file: 'yak.profile=test' }, 'test'],
    [{ file: 'yak.profile=test', environment: { YAK_PROFILE: 'dev' } }, 'dev'],
    [{ environment: { YAK_PROFILE: 'dev' }, flags: { 'yak.profile': 'test' } }, 'test'],
  ] as const)('of the profile itself: %j', (sources, profile) => {
    const { settings } = resolveBrokerSettings(sources);
    expect(settings.value('yak.profile')).toBe(profile);
    expect(settings.value('yak.flush')).toBe(profile === 'production' ? 'batch' : 'os');
  });
});

describe('a name that nobody knows', () => {
  it('is ignored with a notice', () => {
    const { notices } = resolveBrokerSettings({ file: 'num.partition=3' });
    expect(notices).toEqual(['Unknown setting "num.partition" is ignored. Did you mean "num.partitions"?']);
  });

  it('refuses to start when config.strict says so', () => {
    expect(() => resolveBrokerSettings({ file: 'num.partition=3\nconfig.strict=true' })).toThrow('num.partition: ');
  });
});

describe('refuses to start', () => {
  test.each([
    ['num.partitions=0', 'num.partitions'],
    ['max.connections.per.ip.overrides=10.0.0.1:5', 'max.connections.per.ip.overrides'],
    ['authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer', 'authorizer.class.name'],
    ['listeners=SSL://:9092', 'listeners'],
    ['listener.name.plaintext.max.connections=3', 'listener.name.plaintext.max.connections'],
    ['zookeeper.ssl.client.enable=true', 'zookeeper.ssl.client.enable'],
    ['remote.log.metadata.x=1', 'remote.log.metadata.x'],
    ['delegation.token.master.key=x', 'delegation.token.master.key'],
    ['sasl.oauthbearer.jwks.endpoint.url=x', 'sasl.oauthbearer.jwks.endpoint.url'],
    ['broker.id=1\nnode.id=2', 'broker.id'],
    ['log.dirs=/a,/b', 'log.dirs'],
    ['broker.session.timeout.ms=100\nbroker.heartbeat.interval.ms=100', 'broker.session.timeout.ms'],
    ['yak.http.listener=here', 'yak.http.listener'],
    ['yak.profile=prod', 'yak.profile'],
    ['yak.flush=never', 'yak.flush'],
  ])('%j names %s', (file, name) => {
    let thrown: unknown;
    try {
      resolveBrokerSettings({ file });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SettingsError);
    expect(thrown).toMatchObject({ settingName: name });
  });
});

it('segments may be small in the test profile only', () => {
  expect(relaxForTests('test', 'log.segment.bytes')).toEqual({ minimum: 1 });
  expect(relaxForTests('dev', 'log.segment.bytes')).toEqual({});
  expect(relaxForTests('test', 'num.partitions')).toEqual({});
});

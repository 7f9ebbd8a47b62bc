import { MetadataImage } from '@yak/cluster';
import type { BrokerRecord, MetadataRecord, PartitionRecord } from '@yak/control';
import { keyOf } from '@yak/control';
import { brokerEpoch, brokerId, leaderEpoch, partitionEpoch, partitionIndex, topicId } from '@yak/model';
import type { ListenerSettings } from '@yak/settings';
import { ClusterView } from '../../../libs/broker/src/cluster-view';

const TOPIC = topicId('a'.repeat(32));
const member = (id: number) => ({ brokerId: brokerId(id), brokerEpoch: brokerEpoch(1) });
const brokerOf = (id: number, state: BrokerRecord['state']): BrokerRecord => ({
  kind: 'broker',
  brokerId: brokerId(id),
  brokerEpoch: brokerEpoch(1),
  incarnationId: '',
  directoryIds: [],
  endpoints: [{ listenerName: 'PLAINTEXT', host: `host-${id}`, port: 9092, securityProtocol: 'PLAINTEXT' }],
  httpEndpoint: null,
  rack: 'rack',
  state,
  recordEpoch: 0,
  operationId: '',
});
const PARTITION: PartitionRecord = {
  kind: 'partition',
  topicId: TOPIC,
  partition: partitionIndex(0),
  leader: member(1),
  leaderEpoch: leaderEpoch(4),
  isr: [member(1)],
  elr: [member(2)],
  lastKnownLeader: null,
  replicas: [brokerId(1), brokerId(2)],
  partitionEpoch: partitionEpoch(2),
  isRecovering: false,
  operationId: '',
};
const AUTO: ListenerSettings = {
  name: 'PLAINTEXT',
  host: null,
  port: 9092,
  securityProtocol: 'PLAINTEXT',
  advertised: 'auto',
};

describe('the cluster as handlers see it', () => {
  const image = new MetadataImage();
  const view = new ClusterView(image, brokerId(1), [AUTO]);
  const apply = (revision: number, ...records: MetadataRecord[]) =>
    image.apply({ revision, changes: records.map((record) => ({ key: keyOf(record), record, revision })) });
  const client = { listenerName: 'PLAINTEXT', clientAddress: '127.0.0.1' };

  beforeAll(() => {
    apply(
      1,
      { kind: 'cluster', clusterId: 'the-cluster', metadataIncarnation: 0, operationId: '' },
      brokerOf(1, 'alive'),
      brokerOf(2, 'fenced'),
      { kind: 'topic', topicId: TOPIC, name: 'orders', partitionCount: 1, operationId: '' },
      PARTITION,
      {
        kind: 'config',
        resourceType: 'topic',
        resource: TOPIC,
        entries: { 'retention.ms': '7' },
        recordEpoch: 0,
        operationId: '',
      },
    );
  });

  it('names the cluster and a broker that lives as controller', () => {
    expect([view.clusterId, view.controllerId, view.brokerId]).toEqual(['the-cluster', 1, 1]);
  });

  it('shows partitions with their leader, and replicas on dead brokers as offline', () => {
    expect(view.topicByName('orders')?.partitions[0]).toMatchObject({
      leaderId: 1,
      leaderEpoch: 4,
      inSyncReplicas: [1],
      eligibleLeaderReplicas: [2],
      offlineReplicas: [2],
    });
    expect(view.topicById(TOPIC)?.name).toBe('orders');
    expect([...view.topics()]).toHaveLength(1);
    expect(view.topicByName('nothing')).toBeNull();
    expect(view.overridesOf(TOPIC)).toEqual(new Map([['retention.ms', '7']]));
  });

  it('makes the view of a topic anew only when the topic changed', () => {
    const before = view.topicByName('orders');
    expect(view.topicByName('orders')).toBe(before);
    apply(2, { ...PARTITION, leader: null, partitionEpoch: partitionEpoch(3) });
    expect(view.topicByName('orders')?.partitions[0]?.leaderId).toBeNull();
  });

  it('shows only brokers that live', () => {
    expect(view.brokers().map((broker) => broker.brokerId)).toEqual([1]);
    apply(3, { ...brokerOf(2, 'alive'), recordEpoch: 1 });
    expect(view.brokers().map((broker) => broker.brokerId)).toEqual([1, 2]);
  });

  it('tells a client of this machine the address it came to, of this broker only', () => {
    const [own, other] = view.brokers();
    expect(own?.endpointFor(client)).toEqual({ host: '127.0.0.1', port: 9092 });
    expect(own?.endpointFor({ ...client, clientAddress: '10.0.0.9' })).toEqual({ host: 'host-1', port: 9092 });
    expect(other?.endpointFor(client)).toEqual({ host: 'host-2', port: 9092 });
    expect(own?.endpointFor({ ...client, listenerName: 'OTHER' })).toBeNull();
  });
});

import type { BrokerRecord, Member, PartitionRecord, RegisterRequest } from '@yak/control';
import { brokerEpoch, brokerId, leaderEpoch, partitionEpoch, partitionIndex, topicId } from '@yak/model';
import { BrokerSettings, type BrokerSettingName } from '@yak/settings';

/** A topic id that is easy to read. */
export const TOPIC = topicId('a'.repeat(32));

/** `member(2, 7)`: broker 2 in its registration 7. */
export const member = (id: number, epoch: number): Member => ({
  brokerId: brokerId(id),
  brokerEpoch: brokerEpoch(epoch),
});

/** A broker that lives, in its first registration, with directory `disk-<id>`. */
export function brokerRecord(id: number, change: Partial<BrokerRecord> = {}): BrokerRecord {
  return {
    kind: 'broker',
    brokerId: brokerId(id),
    brokerEpoch: brokerEpoch(1),
    incarnationId: `incarnation-${id}`,
    directoryIds: [`disk-${id}`],
    endpoints: [{ listenerName: 'PLAINTEXT', host: '127.0.0.1', port: 9092, securityProtocol: 'PLAINTEXT' }],
    httpEndpoint: null,
    rack: null,
    state: 'alive',
    recordEpoch: 0,
    operationId: 'before',
    ...change,
  };
}

/** Partition 0 of TOPIC: replicas 1, 2, 3, led by broker 1 in epoch 5, all in sync in their first registrations. */
export function partitionRecord(change: Partial<PartitionRecord> = {}): PartitionRecord {
  return {
    kind: 'partition',
    topicId: TOPIC,
    partition: partitionIndex(0),
    leader: member(1, 1),
    leaderEpoch: leaderEpoch(5),
    isr: [member(1, 1), member(2, 1), member(3, 1)],
    elr: [],
    lastKnownLeader: null,
    replicas: [brokerId(1), brokerId(2), brokerId(3)],
    partitionEpoch: partitionEpoch(9),
    isRecovering: false,
    operationId: 'before',
    ...change,
  };
}

/** Broker 1 registering on the disk of `brokerRecord(1)`. */
export function registerRequest(change: Partial<RegisterRequest> = {}): RegisterRequest {
  return {
    operationId: 'register',
    brokerId: brokerId(1),
    incarnationId: 'incarnation-new',
    clusterId: null,
    directoryIds: ['disk-1'],
    endpoints: [{ listenerName: 'PLAINTEXT', host: '127.0.0.1', port: 9092, securityProtocol: 'PLAINTEXT' }],
    httpEndpoint: null,
    rack: null,
    cleanShutdown: null,
    ...change,
  };
}

/** Kafka's defaults, and these. */
export function settingsWith(texts: Partial<Record<BrokerSettingName, string>> = {}): BrokerSettings {
  return new BrokerSettings(
    new Map(
      Object.entries(texts).map(([name, text]) => [name as BrokerSettingName, { text, source: 'flag' as const }]),
    ),
  );
}

/** `1@7 2@1`: members as tables write them. */
export const shown = (members: readonly Member[]): string =>
  members.map(({ brokerId: id, brokerEpoch: epoch }) => `${id}@${epoch}`).join(' ');

/** The members of `1@7 2@1`. */
export const members = (text: string): Member[] =>
  text
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => member(Number(part.split('@')[0]), Number(part.split('@')[1])));

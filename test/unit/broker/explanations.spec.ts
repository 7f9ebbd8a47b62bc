import { seededRandom } from '@yak/base';
import { MetadataImage } from '@yak/cluster';
import { type BrokerRecord, keyOf, type MetadataRecord } from '@yak/control';
import { Journal } from '@yak/journal';
import { brokerId, partitionIndex, topicId } from '@yak/model';
import { VirtualClock } from '@yak/simulation';
import { type ExplainedGroups, Explanations } from '../../../libs/broker/src/explanations';
import { brokerRecord, member, partitionRecord } from '../../support/cluster/records';

const ORDERS = topicId('1'.repeat(32));
const OFFSETS = topicId('2'.repeat(32));
const HTTP = { host: 'two', port: 8080 };
const topic = (id: typeof ORDERS, name: string, partitionCount: number): MetadataRecord => ({
  kind: 'topic',
  topicId: id,
  name,
  partitionCount,
  operationId: '',
});
const partition = (id: typeof ORDERS, index: number, leader: number | null, replicas: number[]): MetadataRecord =>
  partitionRecord({
    topicId: id,
    partition: partitionIndex(index),
    leader: leader === null ? null : member(leader, 1),
    replicas: replicas.map(brokerId),
  });

/** Broker 1 hosts orders-0 and leads __consumer_offsets-0; orders-1 and __consumer_offsets-1 are broker 2's; nobody leads the last ones. */
function explanationsOf(second: Partial<BrokerRecord> = {}, groups: ExplainedGroups | null = groupsOf()): Explanations {
  const image = new MetadataImage();
  const records = [
    brokerRecord(1),
    brokerRecord(2, { httpEndpoint: HTTP, ...second }),
    brokerRecord(3, { httpEndpoint: { host: 'three', port: 1 } }),
    topic(ORDERS, 'orders', 4),
    partition(ORDERS, 0, 1, [1, 2]),
    partition(ORDERS, 1, 2, [3, 2]),
    partition(ORDERS, 2, null, [3, 2]),
    partition(ORDERS, 3, 1, [1]),
    topic(OFFSETS, '__consumer_offsets', 3),
    ...[1, 2, null].map((leader, index) => partition(OFFSETS, index, leader, [1, 2])),
  ];
  image.apply({ revision: 1, changes: records.map((record) => ({ key: keyOf(record), record, revision: 1 })) });
  const journal = new Journal({
    node: 'broker-1',
    clock: new VirtualClock({ random: seededRandom(1) }),
    capacity: 10,
  });
  const step = { from: 'none', to: 'leader', cause: 'it was opened', facts: {} };
  journal.append({ machine: 'partition-replica', id: 'orders-0', ...step });
  journal.append({ machine: 'classic-group', id: 'local', ...step });
  return new Explanations({
    brokerId: brokerId(1),
    image,
    journal,
    replicaOf: (id, index) => (id === ORDERS && index === 0 ? { explain: () => said('leader') } : null),
    groups: () => groups,
  });
}

const said = (state: string) => ({ state, facts: { epoch: 1 }, sentences: ['So it is.'] });

/** `local` and `gone` live in partition 0, `remote` in 1, `orphan` in 2. */
function groupsOf(): ExplainedGroups {
  return {
    partitionOf: (id) => ['local', 'remote', 'orphan'].indexOf(id.replace('gone', 'local')),
    explain: (id) => (id === 'local' ? said('Stable') : null),
  };
}

describe('a broker that is asked why', () => {
  test.each([
    ['partition', 'orders-0', 'leader'],
    ['group', 'local', 'Stable'],
  ])('gives for a %s that it hosts what its room says, and what the machine did', (kind, id, state) => {
    expect(explanationsOf().explain(kind, id)).toMatchObject({
      kind: 'explained',
      explanation: { kind, id, node: 'broker-1', ...said(state), transitions: [{ id, cause: 'it was opened' }] },
    });
  });

  test('says of a replica that has no log yet that it has none', () => {
    expect(explanationsOf().explain('partition', 'orders-3')).toMatchObject({
      kind: 'explained',
      explanation: { id: 'orders-3', state: 'opening' },
    });
  });

  test.each([
    ['the leader of a partition', 'partition', 'orders-1', 2],
    ['the first replica of a partition that nobody leads', 'partition', 'orders-2', 3],
    ['the coordinator of a group', 'group', 'remote', 2],
  ])('names %s', (_who, kind, id, host) => {
    expect(explanationsOf().explain(kind, id)).toMatchObject({ kind: 'elsewhere', brokerId: host });
  });

  test.each([
    ['serves no HTTP', { httpEndpoint: null }],
    ['is fenced', { state: 'fenced' as const }],
  ])('passes over a broker that %s', (_what, second) => {
    const explanations = explanationsOf(second);
    expect(explanations.explain('partition', 'orders-1')).toMatchObject({ kind: 'elsewhere', brokerId: 3 });
    expect(explanations.explain('group', 'remote')).toEqual({
      kind: 'unavailable',
      detail: 'group "remote" is on broker 2, where no HTTP is known to answer now',
    });
  });

  test.each([
    ['topic', 'orders', 'nothing of kind "topic" can be explained'],
    ['partition', 'orders', '"orders" names no partition; write topic-number'],
    ['partition', 'bills-0', 'topic "bills" does not exist'],
    ['partition', 'orders-4', 'has the partitions 0 to 3'],
    ['group', 'gone', 'group "gone" does not exist'],
  ])('knows of no %s %s', (kind, id, detail) => {
    expect(explanationsOf().explain(kind, id)).toEqual({
      kind: 'unknown',
      detail: expect.stringContaining(detail) as string,
    });
  });

  test('says which partition a group waits for', () => {
    expect(explanationsOf().explain('group', 'orphan')).toEqual({
      kind: 'unavailable',
      detail: expect.stringContaining('/explain/partition/__consumer_offsets-2') as string,
    });
  });

  test('knows no group before there is a place for groups, and none while it does not serve', () => {
    const nowhere = { ...groupsOf(), partitionOf: () => 9 };
    expect(explanationsOf({}, nowhere).explain('group', 'local').kind).toBe('unknown');
    expect(explanationsOf({}, null).explain('group', 'local').kind).toBe('unavailable');
  });
});

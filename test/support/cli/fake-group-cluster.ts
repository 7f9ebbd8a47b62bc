import {
  type CommittedOffset,
  type GroupDescription,
  type GroupMember,
  KafkaError,
  type PartitionPlace,
} from '@yak/client';
import { ErrorCode } from '@yak/model';
import type { GroupCluster } from '../../../apps/cli/src/cluster';
import { fakeCluster } from './fake-cluster';

/** What a fake group is made of. */
export interface FakeGroupFacts {
  readonly state?: string;
  readonly type?: 'classic' | 'consumer';
  readonly protocolType?: string;
  /** Partitions by member id, in the form `orders:0,1`. */
  readonly members?: Readonly<Record<string, string>>;
  /** Committed offsets by `topic-partition`. */
  readonly committed?: Readonly<Record<string, number>>;
}

/** Partitions written as `orders:0,1 bills:2`. */
export function placesOf(text: string): PartitionPlace[] {
  return text
    .split(' ')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [topic = '', list = ''] = part.split(':');
      return list.split(',').map((partition) => ({ topic, partition: Number(partition) }));
    });
}

const memberOf = (memberId: string, share: string): GroupMember => ({
  memberId,
  instanceId: null,
  clientId: `${memberId}-app`,
  clientHost: '/10.0.0.7',
  epoch: null,
  topics: ['orders'],
  topicRegex: null,
  assigned: placesOf(share),
  target: placesOf(share),
});

/** What a fake cluster of groups was told to do. */
export interface GroupChanges {
  readonly committed: { groupId: string; topic: string; partition: number; offset: number }[];
  readonly forgotten: { groupId: string; topic: string; partition: number }[];
  readonly deleted: string[];
}

/**
 * A cluster of one broker with topics (partition counts by name), whose logs all hold [10, 20) with one record a second from
 * the epoch's start on, and with groups. Errors are answered per group, or per `topic-partition`.
 */
export function fakeGroupCluster(
  topics: Readonly<Record<string, number>>,
  groups: Readonly<Record<string, FakeGroupFacts>>,
  refusals: Readonly<Record<string, number>> = {},
): GroupCluster & { readonly changes: GroupChanges } {
  const changes: GroupChanges = { committed: [], forgotten: [], deleted: [] };
  const describe = (groupId: string): GroupDescription | KafkaError => {
    const facts = groups[groupId];
    if (facts === undefined) return new KafkaError(ErrorCode.GROUP_ID_NOT_FOUND, groupId);
    const members = Object.entries(facts.members ?? {}).map(([id, share]) => memberOf(id, share));
    return {
      groupId,
      type: facts.type ?? 'classic',
      state: facts.state ?? (members.length > 0 ? 'Stable' : 'Empty'),
      protocolType: facts.protocolType ?? 'consumer',
      assignor: members.length > 0 ? 'range' : '',
      coordinatorId: 1,
      epoch: facts.type === 'consumer' ? 3 : null,
      members,
    };
  };
  const errorAt = (key: string): KafkaError | null =>
    refusals[key] === undefined ? null : new KafkaError(refusals[key]);
  const committedOf = (groupId: string): CommittedOffset[] =>
    Object.entries(groups[groupId]?.committed ?? {}).map(([key, offset]) => {
      const at = key.lastIndexOf('-');
      return { topic: key.slice(0, at), partition: Number(key.slice(at + 1)), offset, metadata: '', error: null };
    });
  const outcomes = (places: readonly PartitionPlace[]) =>
    places.map(({ topic, partition }) => ({ topic, partition, error: errorAt(`${topic}-${partition}`) }));
  return {
    ...fakeCluster(topics),
    changes,
    groups: {
      list: () =>
        Promise.resolve({
          groups: Object.keys(groups)
            .map(describe)
            .filter((group): group is GroupDescription => !(group instanceof KafkaError)),
          faults: refusals['broker'] === undefined ? [] : [{ brokerId: 2, error: new KafkaError(refusals['broker']) }],
        }),
      describe: (ids) => Promise.resolve(new Map(ids.map((id) => [id, errorAt(id) ?? describe(id)]))),
      delete: (ids) => {
        changes.deleted.push(...ids);
        const known = (id: string): KafkaError | null => {
          const group = describe(id);
          if (group instanceof KafkaError) return group;
          return group.members.length > 0 ? new KafkaError(ErrorCode.NON_EMPTY_GROUP) : null;
        };
        return Promise.resolve(ids.map((name) => ({ name, error: known(name) })));
      },
      offsets: (asked) =>
        Promise.resolve(new Map(asked.map(({ groupId }) => [groupId, errorAt(groupId) ?? committedOf(groupId)]))),
      commit: (groupId, offsets) => {
        changes.committed.push(
          ...offsets.map(({ topic, partition, offset }) => ({ groupId, topic, partition, offset })),
        );
        return Promise.resolve(outcomes(offsets));
      },
      deleteOffsets: (groupId, places) => {
        changes.forgotten.push(...places.map(({ topic, partition }) => ({ groupId, topic, partition })));
        return Promise.resolve(outcomes(places));
      },
    },
    admin: {
      listOffsets: (places) =>
        Promise.resolve(
          places.map(({ topic, partition, timestampMs }) => {
            const byTime = timestampMs >= 10_000 ? -1 : 10 + Math.ceil(timestampMs / 1_000);
            const offset = timestampMs === -2 ? 10 : timestampMs === -1 ? 20 : byTime;
            const error = errorAt(`log ${topic}-${partition}`);
            return { topic, partition, offset, timestampMs, leaderEpoch: 0, error };
          }),
        ),
    },
  };
}

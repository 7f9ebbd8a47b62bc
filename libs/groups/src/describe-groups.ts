import { ErrorCode } from '@yak/model';
import type { ListGroups, ResponseInputOf } from '@yak/protocol';
import { ClassicGroup, type DescribedClassicGroup } from './classic';
import { ConsumerGroup, type DescribedConsumerGroup } from './consumer';
import type { GroupTable } from './ports';

/** One entry of ListGroups. */
export type ListedGroup = ResponseInputOf<typeof ListGroups>['groups'][number];

/** Which groups are to be listed; an empty list lets all pass. */
export interface ListFilter {
  readonly states: readonly string[];
  readonly types: readonly string[];
}

/**
 * A group as DescribeGroups shows it. One that is not there, and one of the consumer protocol, are Dead and no error.
 * Source: Kafka GroupMetadataManager.describeGroups.
 */
export function describeGroup(groups: GroupTable, groupId: string): DescribedClassicGroup {
  const group = groups.find(groupId);
  return group instanceof ClassicGroup
    ? group.describe()
    : { ...describeGroupFailed(groupId, ErrorCode.NONE), groupState: 'Dead' };
}

/** The entry for a group that cannot be asked. */
export function describeGroupFailed(groupId: string, errorCode: ErrorCode): DescribedClassicGroup {
  return { errorCode, groupId, groupState: '', protocolType: '', protocolData: '', members: [] };
}

/** A group as ConsumerGroupDescribe shows it; GROUP_ID_NOT_FOUND for all but groups of the consumer protocol. */
export function describeConsumerGroup(groups: GroupTable, groupId: string): DescribedConsumerGroup {
  const group = groups.find(groupId);
  return group instanceof ConsumerGroup
    ? group.describe()
    : describeConsumerGroupFailed(groupId, ErrorCode.GROUP_ID_NOT_FOUND);
}

/** The entry for a group that cannot be asked. */
export function describeConsumerGroupFailed(groupId: string, errorCode: ErrorCode): DescribedConsumerGroup {
  const nothing = { groupState: '', groupEpoch: 0, assignmentEpoch: 0, assignorName: '', members: [] };
  return { errorCode, groupId, ...nothing };
}

/** The groups that pass the filters; case and blanks around names do not count. Source: Kafka GroupMetadataManager.listGroups. */
export function listGroups(groups: GroupTable, filter: ListFilter): ListedGroup[] {
  const states = namesOf(filter.states);
  const types = namesOf(filter.types);
  return [...groups.all()]
    .map(({ id, kind, stateName, protocolType }) => ({
      groupId: id,
      protocolType: protocolType ?? '',
      groupState: stateName,
      groupType: kind,
    }))
    .filter(({ groupState, groupType }) => passes(states, groupState) && passes(types, groupType));
}

const namesOf = (names: readonly string[]): ReadonlySet<string> =>
  new Set(names.map((name) => name.trim().toLowerCase()));

const passes = (names: ReadonlySet<string>, name: string): boolean => names.size === 0 || names.has(name.toLowerCase());

import { type GroupDescription, KafkaError, type PartitionPlace } from '@yak/client';
import { ErrorCode } from '@yak/model';
import { CliError } from './cli-error';
import type { GroupCluster } from './cluster';
import { ExitCode } from './exit-code';
import { unknownTopic } from './explain-error';
import { groupError } from './group-error';
import { type PartitionLag, partitionLags } from './group-lag';
import type { TopicScope } from './group-scope';

const END = -1;

/** Groups as they are now. Throws the first that cannot be described, as an error worth reading. */
export async function describedGroups(cluster: GroupCluster, groupIds: readonly string[]): Promise<GroupDescription[]> {
  const described = await cluster.groups.describe(groupIds);
  const groups: GroupDescription[] = [];
  for (const groupId of new Set(groupIds)) {
    const group = described.get(groupId) ?? new KafkaError(ErrorCode.UNKNOWN_SERVER_ERROR);
    if (group instanceof KafkaError) throw await groupError(cluster, groupId, group);
    groups.push(group);
  }
  return groups;
}

/** A group, or null where there is none. */
export async function groupIfAny(cluster: GroupCluster, groupId: string): Promise<GroupDescription | null> {
  const group = (await cluster.groups.describe([groupId])).get(groupId) ?? null;
  if (!(group instanceof KafkaError)) return group;
  if (group.code === ErrorCode.GROUP_ID_NOT_FOUND) return null;
  throw await groupError(cluster, groupId, group);
}

/** The committed offsets of a group, all of them; none for a group that does not exist. */
export async function committedOffsets(
  cluster: GroupCluster,
  groupId: string,
): Promise<readonly (PartitionPlace & { readonly offset: number | null })[]> {
  const offsets = (await cluster.groups.offsets([{ groupId, places: null }])).get(groupId) ?? [];
  if (offsets instanceof KafkaError) throw await groupError(cluster, groupId, offsets);
  return offsets.filter(({ offset }) => offset !== null);
}

/** The partitions that a scope means. Throws NOT_FOUND for topics and partitions that do not exist. */
export async function placesOfScopes(cluster: GroupCluster, scopes: readonly TopicScope[]): Promise<PartitionPlace[]> {
  const described = await cluster.describe(scopes.map(({ topic }) => topic));
  const [missing] = described.faults;
  if (missing !== undefined) throw await unknownTopic(cluster, missing.topic);
  return scopes.flatMap(({ topic, partitions }) => {
    const known = described.topics.find(({ name }) => name === topic)?.partitions.map(({ partition }) => partition);
    const absent = partitions?.find((partition) => known?.includes(partition) !== true);
    if (absent !== undefined) {
      const last = (known?.length ?? 0) - 1;
      throw new CliError(ExitCode.NOT_FOUND, `${topic} has no partition ${absent}; its partitions are 0 to ${last}`);
    }
    return (partitions ?? known ?? []).map((partition) => ({ topic, partition }));
  });
}

/** Offsets of logs by time (or −1 the end, −2 the start), by `topic-partition`; those that are gone or do not answer are left out. */
export async function offsetsAt(
  cluster: GroupCluster,
  places: readonly PartitionPlace[],
  timestampMs: number,
): Promise<ReadonlyMap<string, number>> {
  if (places.length === 0) return new Map();
  const described = await cluster.describe([...new Set(places.map(({ topic }) => topic))]);
  const counts = new Map(described.topics.map(({ name, partitions }) => [name, partitions.length]));
  const there = places.filter(({ topic, partition }) => partition < (counts.get(topic) ?? 0));
  const answers = await cluster.admin.listOffsets(
    there.map(({ topic, partition }) => ({ topic, partition, timestampMs })),
  );
  return new Map(
    answers
      .filter(({ error, offset }) => error === null && offset >= 0)
      .map(({ topic, partition, offset }) => [`${topic}-${partition}`, offset]),
  );
}

/** How far groups are behind, by group id, in one round of requests. */
export async function lagsOf(
  cluster: GroupCluster,
  groups: readonly GroupDescription[],
): Promise<ReadonlyMap<string, readonly PartitionLag[]>> {
  const offsets = await cluster.groups.offsets(groups.map(({ groupId }) => ({ groupId, places: null })));
  const facts: { group: GroupDescription; committed: (PartitionPlace & { readonly offset: number | null })[] }[] = [];
  for (const group of groups) {
    const committed = offsets.get(group.groupId) ?? [];
    if (committed instanceof KafkaError) throw await groupError(cluster, group.groupId, committed);
    facts.push({ group, committed: committed.filter(({ offset }) => offset !== null) });
  }
  const places = new Map<string, PartitionPlace>();
  for (const { group, committed } of facts)
    for (const { topic, partition } of [...committed, ...group.members.flatMap(({ assigned }) => assigned ?? [])])
      places.set(`${topic}-${partition}`, { topic, partition });
  const endOffsets = await offsetsAt(cluster, [...places.values()], END);
  return new Map(
    facts.map(({ group, committed }) => [
      group.groupId,
      partitionLags({ committed, members: group.members, endOffsets }),
    ]),
  );
}

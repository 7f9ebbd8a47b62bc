import type { PartitionPlace } from '@yak/client';
import { CliError, usageError } from '../cli-error';
import type { GroupCluster } from '../cluster';
import { confirm } from '../confirm';
import { ExitCode, exitCodeOfAll } from '../exit-code';
import { groupError, membersText, offsetError } from '../group-error';
import { committedOffsets, describedGroups, groupIfAny, offsetsAt, placesOfScopes } from '../group-offsets';
import { byPlace, type TopicScope } from '../group-scope';
import { resetFileText } from '../reset-file';
import { type PartitionFacts, type PlannedOffset, planReset, type ResetWay } from '../reset-plan';
import { print, say, type Session } from '../session';
import { write } from '../terminal';
import { conclude } from './group';

/** What `group reset-offsets` was asked for. */
export interface ResetRequest {
  readonly group: string;
  readonly way: ResetWay;
  /** Null: every topic that the group has offsets of. */
  readonly scopes: readonly TopicScope[] | null;
  readonly isExecuted: boolean;
  /** The plan goes out as a file for --from-file. */
  readonly isExport: boolean;
}

const [EARLIEST, LATEST] = [-2, -1];
const keyOf = ({ topic, partition }: PartitionPlace): string => `${topic}-${partition}`;

/** A group whose members commit cannot be reset: they would commit over it. */
const checkMembers = async (session: Session<GroupCluster>, request: ResetRequest): Promise<void> => {
  const group = await groupIfAny(session.cluster, request.group);
  if (group === null || group.members.length === 0) return;
  const sentence = `group "${request.group}" is ${group.state} with ${membersText(group)}`;
  if (request.isExecuted)
    throw new CliError(
      ExitCode.REFUSED_BY_STATE,
      `NON_EMPTY_GROUP: ${sentence}; offsets can be reset when all have stopped, because they would commit over it.`,
    );
  say(session, `Note: ${sentence}; --execute will be refused until all have stopped.`);
};

const factsOf = async (
  session: Session<GroupCluster>,
  request: ResetRequest,
): Promise<{ readonly facts: readonly PartitionFacts[]; readonly gone: readonly string[] }> => {
  const { cluster } = session;
  const committed = await committedOffsets(cluster, request.group);
  if (request.scopes === null && committed.length === 0)
    throw new CliError(
      ExitCode.NOT_FOUND,
      `group "${request.group}" has no committed offsets, so --all-topics means none; name topics with --topic`,
    );
  const places = request.scopes === null ? committed : await placesOfScopes(cluster, request.scopes);
  const { way } = request;
  const starts = await offsetsAt(cluster, places, EARLIEST);
  const ends = await offsetsAt(cluster, places, LATEST);
  const atTime = way.kind === 'time' ? await offsetsAt(cluster, places, way.timestampMs) : new Map<string, number>();
  const offsets = new Map(committed.map((each) => [keyOf(each), each.offset]));
  const [facts, gone]: [PartitionFacts[], string[]] = [[], []];
  for (const { topic, partition } of [...places].sort(byPlace)) {
    const key = keyOf({ topic, partition });
    const [logStartOffset, endOffset] = [starts.get(key), ends.get(key)];
    if (logStartOffset === undefined || endOffset === undefined) gone.push(key);
    else
      facts.push({
        topic,
        partition,
        committed: offsets.get(key) ?? null,
        logStartOffset,
        endOffset,
        offsetAtTime: atTime.get(key) ?? null,
      });
  }
  return { facts, gone };
};

const showPlan = async (
  session: Session<GroupCluster>,
  request: ResetRequest,
  planned: readonly PlannedOffset[],
): Promise<void> => {
  if (request.isExport) return write(session.terminal.output, resetFileText(planned));
  const columns = [
    { heading: 'TOPIC' },
    ...['PARTITION', 'CURRENT', 'NEW', 'CHANGE'].map((heading) => ({ heading, isNumber: true })),
    { heading: 'NOTE' },
  ];
  const items = planned.map(({ topic, partition, current, target, note }) => ({
    group: request.group,
    topic,
    partition,
    currentOffset: current === null ? null : String(current),
    newOffset: String(target),
    change: current === null ? null : String(target - current),
    note,
  }));
  await print(
    session,
    {
      kind: 'OffsetPlanList',
      columns,
      row: (item) => [
        item.topic,
        String(item.partition),
        item.currentOffset ?? '-',
        item.newOffset,
        item.change ?? '-',
        item.note,
      ],
    },
    items,
  );
};

/** `group reset-offsets`: shows what would change; `--execute` changes it. */
export async function resetOffsets(session: Session<GroupCluster>, request: ResetRequest): Promise<void> {
  await checkMembers(session, request);
  const { facts, gone } = await factsOf(session, request);
  const { planned, faults } = planReset(request.way, facts);
  if (faults.length > 0)
    throw new CliError(
      ExitCode.REFUSED_BY_STATE,
      `${faults.join('\n')}\nNothing was changed; --topic can leave these out.`,
    );
  if (gone.length > 0) say(session, `Left out, because they exist no more or have no leader: ${gone.join(', ')}`);
  await showPlan(session, request, planned);
  if (!request.isExecuted) {
    say(session, 'This was a dry run, nothing was changed. --execute does it.');
    return;
  }
  const outcomes = await session.cluster.groups.commit(
    request.group,
    planned.map(({ topic, partition, target }) => ({ topic, partition, offset: target })),
  );
  const [first] = outcomes.map(({ error }) => error).filter((error) => error !== null);
  if (first !== undefined && outcomes.every(({ error }) => error?.code === first.code))
    throw await groupError(session.cluster, request.group, first);
  const failed = outcomes.flatMap(({ error, ...place }) => (error === null ? [] : [offsetError(place, error)]));
  if (failed.length > 0)
    throw new CliError(
      failed.length < outcomes.length ? ExitCode.PARTIAL : exitCodeOfAll(failed.map(({ exitCode }) => exitCode)),
      failed.map(({ message }) => message).join('\n'),
    );
  say(session, `${planned.length} offset${planned.length === 1 ? '' : 's'} of group "${request.group}" set.`);
}

/** `group delete-offsets`: forgets offsets of topics that nobody in the group reads; asks first. */
export async function deleteOffsets(
  session: Session<GroupCluster>,
  request: { readonly group: string; readonly scopes: readonly TopicScope[]; readonly isYes: boolean },
): Promise<void> {
  const { cluster } = session;
  await describedGroups(cluster, [request.group]);
  const committed = await committedOffsets(cluster, request.group);
  const places = request.scopes.flatMap(({ topic, partitions }): PartitionPlace[] => {
    const there = committed.filter((each) => each.topic === topic).map(({ partition }) => partition);
    const chosen = partitions?.filter((partition) => there.includes(partition)) ?? there;
    if (chosen.length === 0) throw usageError(`group "${request.group}" has no committed offset of ${topic} to delete`);
    return chosen.map((partition) => ({ topic, partition }));
  });
  const names = places.map(keyOf).join(', ');
  await confirm(session.terminal, `Group "${request.group}" forgets how far it came in ${names}.`, request.isYes);
  const outcomes = await cluster.groups.deleteOffsets(request.group, places);
  await conclude(
    session,
    { kind: 'OffsetResultList', heading: 'PARTITION' },
    outcomes.map(({ topic, partition, error }) => {
      const fault = error === null ? null : offsetError({ topic, partition }, error);
      const group = keyOf({ topic, partition });
      return { group, result: fault?.message ?? 'forgotten', code: fault?.exitCode ?? ExitCode.OK };
    }),
  );
}

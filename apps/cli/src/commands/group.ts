import type { GroupDescription, GroupMember } from '@yak/client';
import { CliError } from '../cli-error';
import type { GroupCluster } from '../cluster';
import { confirm } from '../confirm';
import { ExitCode, exitCodeOf, exitCodeOfAll } from '../exit-code';
import { groupError } from '../group-error';
import { type PartitionLag, topicLags } from '../group-lag';
import { describedGroups, lagsOf } from '../group-offsets';
import { scopeText } from '../group-scope';
import { print, type Session } from '../session';

const NOTHING = '-';
const shown = (value: string | number | null): string => (value === null || value === '' ? NOTHING : String(value));

/** `group list`: the groups of the whole cluster. */
export async function listGroups(
  session: Session<GroupCluster>,
  filter: { readonly states: readonly string[]; readonly types: readonly string[] },
): Promise<void> {
  const { groups, faults } = await session.cluster.groups.list(filter);
  const columns = ['NAME', 'TYPE', 'STATE', 'PROTOCOL', 'COORDINATOR'].map((heading) => ({ heading }));
  await print(
    session,
    {
      kind: 'GroupList',
      columns,
      row: ({ groupId, type, state, protocolType, coordinatorId }) =>
        [groupId, type, state, protocolType, coordinatorId].map(shown),
    },
    groups,
  );
  const [fault] = faults;
  if (fault === undefined) return;
  const text = faults.map(({ brokerId, error }) => `broker ${brokerId}: ${error.message}`).join('\n');
  throw new CliError(groups.length > 0 ? ExitCode.PARTIAL : exitCodeOf(fault.error.code), text);
}

/** The line above the table of a group. */
const heading = (group: GroupDescription): string =>
  [
    `group ${group.groupId}`,
    `type ${group.type}`,
    `state ${group.state}`,
    ...(group.epoch === null ? [] : [`epoch ${group.epoch}`]),
    `assignor ${shown(group.assignor)}`,
    `coordinator ${group.coordinatorId}`,
    `members ${group.members.length}`,
  ].join('  ');

/** Prints a table for each group under its heading, or one document for all. */
const printGroups = async <Item>(
  session: Session<GroupCluster>,
  listing: Parameters<typeof print<Item>>[1],
  groups: readonly { readonly group: GroupDescription; readonly rows: readonly Item[]; readonly document: object }[],
): Promise<void> => {
  if (session.format !== 'table') {
    const documents = { ...listing, row: () => [] };
    await print<object>(
      session,
      documents,
      groups.map(({ document }) => document),
    );
    return;
  }
  for (const { group, rows } of groups) {
    session.terminal.output.write(`${heading(group)}\n`);
    if (rows.length > 0) await print(session, listing, rows);
  }
};

const facts = ({ groupId, type, state, protocolType, assignor, coordinatorId, epoch, members }: GroupDescription) => ({
  groupId,
  type,
  state,
  protocolType,
  assignor,
  coordinatorId,
  epoch,
  memberCount: members.length,
});

const lagDocument = ({ topic, partition, committed, endOffset, lag, memberId }: PartitionLag): object => ({
  topic,
  partition,
  committedOffset: committed === null ? null : String(committed),
  endOffset: endOffset === null ? null : String(endOffset),
  lag: lag === null ? null : String(lag),
  memberId,
});

const number = (text: string): { heading: string; isNumber: true } => ({ heading: text, isNumber: true });
const LAG_COLUMNS = [
  { heading: 'TOPIC' },
  number('PARTITION'),
  number('COMMITTED'),
  number('END'),
  number('LAG'),
  { heading: 'MEMBER' },
];
const lagRow = ({ topic, partition, committed, endOffset, lag, memberId }: PartitionLag): string[] =>
  [topic, partition, committed, endOffset, lag, memberId].map(shown);

/** `group describe`: state, offsets and lag of every partition. */
export async function describeGroups(session: Session<GroupCluster>, groupIds: readonly string[]): Promise<void> {
  const groups = await describedGroups(session.cluster, groupIds);
  const lags = await lagsOf(session.cluster, groups);
  await printGroups(
    session,
    { kind: 'GroupDescriptionList', columns: LAG_COLUMNS, row: lagRow },
    groups.map((group) => {
      const rows = lags.get(group.groupId) ?? [];
      return { group, rows, document: { ...facts(group), partitions: rows.map(lagDocument) } };
    }),
  );
}

const memberRow = (member: GroupMember): string[] => [
  member.memberId,
  shown(member.instanceId),
  member.clientId,
  member.clientHost,
  shown(member.epoch),
  member.assigned === null ? NOTHING : String(member.assigned.length),
  shown(scopeText(member.assigned ?? [])),
];

/** `group members`: who is in a group and what each of them reads. */
export async function showMembers(session: Session<GroupCluster>, groupIds: readonly string[]): Promise<void> {
  const groups = await describedGroups(session.cluster, groupIds);
  const columns = [
    ...['MEMBER', 'INSTANCE', 'CLIENT', 'HOST'].map((text) => ({ heading: text })),
    number('EPOCH'),
    number('PARTITIONS'),
    { heading: 'ASSIGNED' },
  ];
  await printGroups(
    session,
    { kind: 'GroupMemberList', columns, row: memberRow },
    groups.map((group) => ({
      group,
      rows: group.members,
      document: { ...facts(group), members: group.members },
    })),
  );
}

/** What `group lag` was asked for. */
export interface LagRequest {
  /** Empty: all groups. */
  readonly groups: readonly string[];
  /** One line per partition instead of one per topic. */
  readonly isByPartition: boolean;
}

const TOPIC_LAG_COLUMNS = [
  { heading: 'GROUP' },
  { heading: 'STATE' },
  { heading: 'TOPIC' },
  number('PARTITIONS'),
  number('BEHIND'),
  number('LAG'),
];

/** `group lag`: how far groups are behind, now. */
export async function showLag(session: Session<GroupCluster>, request: LagRequest): Promise<void> {
  const { cluster } = session;
  const groupIds =
    request.groups.length > 0
      ? request.groups
      : (await cluster.groups.list()).groups
          .filter(({ protocolType }) => protocolType === 'consumer' || protocolType === '')
          .map(({ groupId }) => groupId);
  const groups = await describedGroups(cluster, groupIds);
  const lags = await lagsOf(cluster, groups);
  const lagsOfGroup = ({ groupId }: GroupDescription): readonly PartitionLag[] => lags.get(groupId) ?? [];
  if (request.isByPartition) {
    const rows = groups.flatMap((group) => lagsOfGroup(group).map((row) => ({ group, row })));
    const listing = {
      kind: 'GroupLagList',
      columns: [{ heading: 'GROUP' }, ...LAG_COLUMNS],
      row: (item: object) => item as string[],
    };
    const items = rows.map(({ group, row }) =>
      session.format === 'table' ? [group.groupId, ...lagRow(row)] : { groupId: group.groupId, ...lagDocument(row) },
    );
    await print<object>(session, listing, items);
    return;
  }
  const rows = groups.flatMap(({ groupId, state, ...group }) =>
    topicLags(lagsOfGroup({ groupId, state, ...group })).map((row) => ({
      groupId,
      state,
      ...row,
      lag: String(row.lag),
    })),
  );
  await print(
    session,
    {
      kind: 'GroupLagList',
      columns: TOPIC_LAG_COLUMNS,
      row: (row) => [row.groupId, row.state, row.topic, row.partitions, row.behind, row.lag].map(shown),
    },
    rows,
  );
}

/** `group lag --watch`: the same again and again, until the count is reached or the process is interrupted. */
export async function watchLag(
  session: Session<GroupCluster>,
  request: LagRequest,
  watch: { readonly rounds: number | null; readonly pause: () => Promise<void> },
): Promise<void> {
  for (let round = 1; ; round += 1) {
    if (session.format === 'table') {
      const clear = session.terminal.isInteractive ? '\x1b[H\x1b[2J' : round > 1 ? '\n' : '';
      session.terminal.output.write(`${clear}${new Date().toISOString()}\n`);
    }
    await showLag(session, request);
    if (watch.rounds !== null && round >= watch.rounds) return;
    await watch.pause();
  }
}

/** `group delete`: asks first. */
export async function deleteGroups(
  session: Session<GroupCluster>,
  request: { readonly groups: readonly string[]; readonly isYes: boolean },
): Promise<void> {
  const names = request.groups.join(', ');
  await confirm(session.terminal, `This deletes ${names} with all committed offsets.`, request.isYes);
  const outcomes = await Promise.all(
    (await session.cluster.groups.delete(request.groups)).map(async ({ name, error }) => {
      const fault = error === null ? null : await groupError(session.cluster, name, error);
      return { group: name, result: fault?.message ?? 'deleted', code: fault?.exitCode ?? ExitCode.OK };
    }),
  );
  await conclude(session, { kind: 'GroupResultList', heading: 'GROUP' }, outcomes);
}

/** What became of one thing. */
export interface GroupOutcome {
  readonly group: string;
  readonly result: string;
  readonly code: ExitCode;
}

/** Prints what went well, says what did not, and gives the shell their common code. */
export async function conclude(
  session: Session<GroupCluster>,
  what: { readonly kind: string; readonly heading: string },
  outcomes: readonly GroupOutcome[],
): Promise<void> {
  const isTable = session.format === 'table';
  const printed = isTable ? outcomes.filter(({ code }) => code === ExitCode.OK) : outcomes;
  const listing = {
    kind: what.kind,
    columns: [{ heading: what.heading }, { heading: 'RESULT' }],
    row: ({ group, result }: { group: string; result: string }) => [group, result],
  };
  if (printed.length > 0 || !isTable)
    await print(
      session,
      listing,
      printed.map(({ group, result }) => ({ group, result })),
    );
  const failed = outcomes.filter(({ code }) => code !== ExitCode.OK);
  if (failed.length > 0)
    throw new CliError(exitCodeOfAll(outcomes.map(({ code }) => code)), failed.map(({ result }) => result).join('\n'));
}

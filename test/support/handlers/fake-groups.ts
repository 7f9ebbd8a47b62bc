import type { GroupsPort } from '@yak/handlers';
import { ErrorCode } from '@yak/model';

/** One call of the groups. */
export interface GroupCall {
  readonly what: keyof GroupsPort;
  readonly request: unknown;
  /** The caller, where there is one. */
  readonly caller: unknown;
}

/** Groups for handlers: notes what they are asked, answers what a test says, or "fine". */
export class FakeGroups {
  readonly calls: GroupCall[] = [];
  answers: Partial<GroupsPort> = {};

  get port(): GroupsPort {
    return {
      partitionOf: (groupId) => this.answers.partitionOf?.(groupId) ?? 0,
      joinGroup: (request, caller) =>
        this.#note('joinGroup', request, caller, {
          errorCode: ErrorCode.NONE,
          generationId: 1,
          protocolType: 'consumer',
          protocolName: 'range',
          leader: 'one',
          memberId: 'one',
          members: [],
        }),
      syncGroup: (request, caller) =>
        this.#note('syncGroup', request, caller, { errorCode: ErrorCode.NONE, assignment: Buffer.from('mine') }),
      heartbeat: (request, caller) => this.#note('heartbeat', request, caller, { errorCode: ErrorCode.NONE }),
      leaveGroup: (request, caller) =>
        this.#note('leaveGroup', request, caller, {
          errorCode: ErrorCode.NONE,
          members: request.members.map((member) => ({ ...member, errorCode: ErrorCode.NONE })),
        }),
      consumerGroupHeartbeat: (request, caller) =>
        this.#note('consumerGroupHeartbeat', request, caller, {
          errorCode: ErrorCode.NONE,
          memberId: 'one',
          memberEpoch: 1,
          heartbeatIntervalMs: 5_000,
        }),
      offsetCommit: (request, caller) => this.#note('offsetCommit', request, caller, { topics: fine(request.topics) }),
      offsetDelete: (request, caller) =>
        this.#note('offsetDelete', request, caller, { errorCode: ErrorCode.NONE, topics: fine(request.topics) }),
      offsetFetch: (group, caller) =>
        this.#note('offsetFetch', group, caller, {
          errorCode: ErrorCode.NONE,
          topics: (group.topics ?? []).map(({ name, partitionIndexes }) => ({
            name,
            partitions: partitionIndexes.map((partitionIndex) => ({
              partitionIndex,
              committedOffset: 7,
              committedLeaderEpoch: 3,
              metadata: 'm',
              errorCode: ErrorCode.NONE,
            })),
          })),
        }),
      describeGroups: (groupIds) =>
        this.#note(
          'describeGroups',
          groupIds,
          null,
          groupIds.map((groupId) => ({
            errorCode: ErrorCode.NONE,
            groupId,
            groupState: 'Empty',
            protocolType: 'consumer',
            protocolData: '',
            members: [],
          })),
        ),
      consumerGroupDescribe: (groupIds) =>
        this.#note(
          'consumerGroupDescribe',
          groupIds,
          null,
          groupIds.map((groupId) => ({
            errorCode: ErrorCode.NONE,
            groupId,
            groupState: 'Empty',
            groupEpoch: 2,
            assignmentEpoch: 2,
            assignorName: 'uniform',
            members: [],
          })),
        ),
      deleteGroups: (groupIds) =>
        this.#note(
          'deleteGroups',
          groupIds,
          null,
          groupIds.map((groupId) => ({ groupId, errorCode: ErrorCode.NONE })),
        ),
      listGroups: (filter) => this.#note('listGroups', filter, null, { errorCode: ErrorCode.NONE, groups: [] }),
    };
  }

  async #note<Answer>(what: keyof GroupsPort, request: unknown, caller: unknown, fallback: Answer): Promise<Answer> {
    this.calls.push({ what, request, caller });
    const given = this.answers[what] as ((request: unknown, caller: unknown) => Promise<Answer>) | undefined;
    return (await given?.(request, caller)) ?? fallback;
  }
}

function fine(
  topics: readonly { readonly name: string; readonly partitions: readonly { partitionIndex: number }[] }[],
) {
  return topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode: ErrorCode.NONE })),
  }));
}

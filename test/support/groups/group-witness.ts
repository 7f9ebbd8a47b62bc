import {
  type AnyApi,
  ConsumerGroupHeartbeat,
  ConsumerProtocolAssignment,
  decodeVersioned,
  JoinGroup,
  OffsetCommit,
  OffsetFetch,
  type RequestOf,
  type ResponseOf,
  SyncGroup,
} from '@yak/protocol';
import { type TapListener, tapListener } from '../wire-tap';
import { GroupView, type WatchOptions } from './group-view';

/** The monotonic clock that all processes of this machine share, microseconds. */
export function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Reads what passes between members and broker, and holds every group against its laws. */
export class GroupWitness {
  readonly faults: string[] = [];
  readonly #views = new Map<string, GroupView>();
  readonly #syncedBefore = new WeakMap<object, number>();
  readonly #committedBefore = new WeakMap<object, ReadonlyMap<number, number>>();

  constructor(private readonly options: WatchOptions) {}

  group(groupId: string): GroupView {
    const known = this.#views.get(groupId);
    if (known !== undefined) return known;
    const view = new GroupView(groupId, this.options, (fault) => this.faults.push(fault));
    this.#views.set(groupId, view);
    return view;
  }

  /** What to hang on the wire. */
  get listeners(): TapListener<AnyApi>[] {
    return [
      tapListener({ api: JoinGroup, onResponse: (response, request) => this.#onJoined(response, request) }),
      tapListener({
        api: SyncGroup,
        onRequest: (request) => this.#onSyncing(request),
        onResponse: (response, request) => this.#onSynced(response, request),
      }),
      tapListener({
        api: ConsumerGroupHeartbeat,
        onRequest: (request) => this.#onBeating(request),
        onResponse: (response, request) => this.#onBeaten(response, request),
      }),
      tapListener({
        api: OffsetCommit,
        onRequest: (request) => this.#syncedBefore.set(request, this.group(request.groupId).lastSynced),
        onResponse: (response, request) => this.#onCommitted(response, request),
      }),
      tapListener({
        api: OffsetFetch,
        onRequest: (request) => this.#onFetching(request),
        onResponse: (response, request, clientId) => this.#onFetched(response, request, clientId),
      }),
    ];
  }

  #onJoined(response: ResponseOf<typeof JoinGroup>, request: RequestOf<typeof JoinGroup>): void {
    if (response.errorCode !== 0) return;
    this.group(request.groupId).joined({
      generation: response.generationId,
      leader: response.leader,
      protocol: response.protocolName ?? '',
      memberId: response.memberId,
      instanceId: request.groupInstanceId,
    });
  }

  #onSyncing(request: RequestOf<typeof SyncGroup>): void {
    if (request.assignments.length === 0) return;
    const shares = new Map(
      request.assignments.map(({ memberId, assignment }) => [memberId, this.#partitionsIn(assignment)]),
    );
    this.group(request.groupId).proposed(request.generationId, request.memberId, shares);
  }

  #onSynced(response: ResponseOf<typeof SyncGroup>, request: RequestOf<typeof SyncGroup>): void {
    if (response.errorCode !== 0) return;
    const partitions = this.#partitionsIn(response.assignment);
    this.group(request.groupId).synced(request.generationId, request.memberId, partitions);
  }

  #partitionsIn(assignment: Buffer): number[] {
    if (assignment.length === 0) return [];
    const { body } = decodeVersioned(ConsumerProtocolAssignment, assignment, { newer: 'as-newest' });
    return body.assignedPartitions
      .filter(({ topic }) => topic === this.options.topic)
      .flatMap(({ partitions }) => partitions)
      .sort((one, other) => one - other);
  }

  #onBeating(request: RequestOf<typeof ConsumerGroupHeartbeat>): void {
    const owned = request.topicPartitions?.flatMap(({ partitions }) => partitions) ?? null;
    this.group(request.groupId).beating(request.memberId, { epoch: request.memberEpoch, owned, atUs: nowUs() });
  }

  #onBeaten(
    response: ResponseOf<typeof ConsumerGroupHeartbeat>,
    request: RequestOf<typeof ConsumerGroupHeartbeat>,
  ): void {
    const view = this.group(request.groupId);
    const memberId = response.memberId ?? request.memberId;
    if (response.errorCode !== 0) {
      view.refused(memberId, response.errorCode);
      return;
    }
    const assigned = response.assignment?.topicPartitions.flatMap(({ partitions }) => partitions) ?? null;
    view.beaten(memberId, { epoch: response.memberEpoch, assigned, atUs: nowUs() });
  }

  #onCommitted(response: ResponseOf<typeof OffsetCommit>, request: RequestOf<typeof OffsetCommit>): void {
    const accepted = new Set(
      response.topics
        .filter(({ name }) => name === this.options.topic)
        .flatMap(({ partitions }) => partitions.filter(({ errorCode }) => errorCode === 0))
        .map(({ partitionIndex }) => partitionIndex),
    );
    const view = this.group(request.groupId);
    for (const { name, partitions } of request.topics)
      for (const { partitionIndex, committedOffset } of name === this.options.topic ? partitions : [])
        if (accepted.has(partitionIndex))
          view.committed(partitionIndex, committedOffset, {
            memberId: request.memberId,
            generation: request.generationIdOrMemberEpoch,
            lastSynced: this.#syncedBefore.get(request) ?? -1,
          });
  }

  #onFetching(request: RequestOf<typeof OffsetFetch>): void {
    for (const groupId of groupsAsked(request))
      this.#committedBefore.set(request, new Map(this.group(groupId).committedOffsets));
  }

  #onFetched(response: ResponseOf<typeof OffsetFetch>, request: RequestOf<typeof OffsetFetch>, clientId: string): void {
    const [groupId] = groupsAsked(request);
    if (groupId === undefined) return;
    const before = this.#committedBefore.get(request) ?? new Map<number, number>();
    const topics = response.groups.length > 0 ? (response.groups[0]?.topics ?? []) : response.topics;
    for (const { name, partitions } of topics)
      for (const { partitionIndex, committedOffset, errorCode } of name === this.options.topic ? partitions : [])
        if (errorCode === 0)
          this.group(groupId).handedOver(clientId, {
            partition: partitionIndex,
            offset: committedOffset,
            committedBefore: before.get(partitionIndex) ?? -1,
            atUs: nowUs(),
          });
  }
}

/** The groups that an OffsetFetch is about; clients ask for one at a time. */
function groupsAsked(request: RequestOf<typeof OffsetFetch>): string[] {
  return request.groups.length > 0 ? request.groups.map(({ groupId }) => groupId) : [request.groupId];
}

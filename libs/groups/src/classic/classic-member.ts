import { createMachineActor, type MachineActor } from '@yak/journal';
import { ErrorCode } from '@yak/model';
import type { Decision } from '../decision';
import type { GroupCaller, ShardServices, TimerKey } from '../ports';
import { timerKey } from '../timer-key';
import { joinRefused, syncRefused, type JoinGroupResponse, type SyncGroupResponse } from './answers';
import { classicMemberMachine } from './classic-member.machine';
import type { ClassicMemberEvent } from './events';
import { ParkedAnswer } from './parked-answer';
import type { MemberProtocol } from './rules/protocols';

/** What a member says of itself when it joins. */
export interface MemberProfile {
  readonly instanceId: string | null;
  readonly clientId: string;
  /** `/` and the address. */
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** Dearest first. The bytes are the member's own and no view of a frame. */
  readonly protocols: readonly MemberProtocol[];
}

const NO_BYTES = Buffer.alloc(0);

/** One member of a classic group, or a client to whom an id was handed out. Source: Kafka ClassicGroupMember. */
export class ClassicMember {
  readonly id: string;
  readonly groupId: string;
  readonly sessionKey: TimerKey;
  /** What its session timer does; made once, since every heartbeat sets it again. */
  readonly expire: () => Decision<void>;
  /** Opaque; empty before its first. */
  assignment: Buffer = NO_BYTES;
  /** It has never been told a generation: it cannot send heartbeats, and its session is the time of a join. */
  isNew = false;
  /** When it was last heard, on the monotonic clock. */
  heardMs: number;
  #profile: MemberProfile;
  #parkedJoin: { readonly apiVersion: number; readonly parked: ParkedAnswer<JoinGroupResponse> } | null = null;
  #parkedSync: ParkedAnswer<SyncGroupResponse> | null = null;
  #forgetSocket: (() => void) | null = null;
  readonly #actor: MachineActor<typeof classicMemberMachine>;

  constructor(
    services: ShardServices,
    member: { readonly id: string; readonly groupId: string; readonly profile: MemberProfile; readonly cause: string },
    expire: (member: ClassicMember) => Decision<void>,
  ) {
    const { clock, journal, logger, meter } = services;
    this.id = member.id;
    this.groupId = member.groupId;
    this.sessionKey = timerKey('session', member.groupId, member.id);
    this.expire = () => expire(this);
    this.heardMs = clock.monotonicMs();
    this.#profile = member.profile;
    this.#actor = createMachineActor({
      machine: classicMemberMachine,
      input: {
        groupId: member.groupId,
        memberId: member.id,
        instanceId: member.profile.instanceId,
        generation: 0,
      },
      id: `${member.groupId}/${member.id}`,
      cause: member.cause,
      clock,
      journal,
      logger,
      meter,
      facts: (context) => ({ ...context }),
      onFault: (error) => {
        throw error;
      },
    });
  }

  get profile(): MemberProfile {
    return this.#profile;
  }

  get instanceId(): string | null {
    return this.#profile.instanceId;
  }

  /** As the machine names it. */
  get state(): string {
    return this.#actor.state;
  }

  get hasJoined(): boolean {
    return this.#parkedJoin !== null;
  }

  get hasSynced(): boolean {
    return this.#parkedSync !== null;
  }

  /** What it tells the leader under this protocol; no bytes where it does not list it. */
  metadataOf(protocolName: string | null): Buffer {
    return this.#profile.protocols.find(({ name }) => name === protocolName)?.metadata ?? NO_BYTES;
  }

  /** Takes what it now says of itself. Who it is (instance, client) stays as it was. Source: Kafka ClassicGroup.updateMember. */
  update({ protocols, sessionTimeoutMs, rebalanceTimeoutMs }: MemberProfile): void {
    this.#profile = { ...this.#profile, protocols, sessionTimeoutMs, rebalanceTimeoutMs };
  }

  /** Takes all of it: a client comes back with the id it was handed. */
  introduce(profile: MemberProfile): void {
    this.#profile = profile;
  }

  send(event: ClassicMemberEvent): void {
    this.#actor.send(event);
  }

  /** Its JoinGroup waits from now on. An older one that waits is told to try again. */
  parkJoin(apiVersion: number, cause: string): Promise<JoinGroupResponse> {
    const older = this.#parkedJoin;
    const parked = new ParkedAnswer<JoinGroupResponse>();
    this.#parkedJoin = { apiVersion, parked };
    older?.parked.give(joinRefused(older.apiVersion, ErrorCode.REBALANCE_IN_PROGRESS, this.id));
    this.#actor.send({ type: 'join.parked', cause });
    return parked.answer;
  }

  /** Answers the JoinGroup that waits, if one does. */
  answerJoin(make: (apiVersion: number) => JoinGroupResponse): void {
    const join = this.#parkedJoin;
    this.#parkedJoin = null;
    join?.parked.give(make(join.apiVersion));
  }

  /** Its SyncGroup waits from now on. An older one that waits is told to try again. */
  parkSync(cause: string): Promise<SyncGroupResponse> {
    const older = this.#parkedSync;
    const parked = new ParkedAnswer<SyncGroupResponse>();
    this.#parkedSync = parked;
    older?.give(syncRefused(ErrorCode.REBALANCE_IN_PROGRESS));
    this.#actor.send({ type: 'sync.parked', cause });
    return parked.answer;
  }

  /** Answers the SyncGroup that waits; false where none does. */
  answerSync(response: SyncGroupResponse): boolean {
    const sync = this.#parkedSync;
    this.#parkedSync = null;
    sync?.give(response);
    return sync !== null;
  }

  /** Calls `onClosed` when the socket of its last request is closed. */
  watchSocket(caller: GroupCaller, onClosed: () => void): void {
    this.#forgetSocket?.();
    this.#forgetSocket = caller.onClosed(onClosed);
  }

  /** It is no member any more: what waits gets the error. */
  end(error: number, cause: string): void {
    this.#forgetSocket?.();
    this.#forgetSocket = null;
    this.answerJoin((apiVersion) => joinRefused(apiVersion, error, ''));
    this.answerSync(syncRefused(error));
    this.#actor.send({ type: 'member.ended', cause });
  }
}

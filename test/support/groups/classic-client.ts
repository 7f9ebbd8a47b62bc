import {
  ConsumerProtocolSubscription,
  encodeVersioned,
  type RequestOf,
  type JoinGroup,
  type SyncGroup,
} from '@yak/protocol';
import { heartbeat, joinGroup, leaveGroup, syncGroup } from '../../../libs/groups/src/classic';
import { settle } from '../cluster/manual-clock';
import { FakeCaller, type FakeServices } from './fake-services';

/** What a consumer tells its leader: the topics it reads. */
export const subscriptionTo = (...topics: string[]): Buffer =>
  encodeVersioned(ConsumerProtocolSubscription, 0, { topics });

type JoinRequest = RequestOf<typeof JoinGroup>;
type SyncRequest = RequestOf<typeof SyncGroup>;

/** A protocol that a client offers. */
export const offer = (name: string, metadata: Buffer = subscriptionTo('orders')): JoinRequest['protocols'][number] => ({
  name,
  metadata,
});

/** An answer that may be waited for: what it is, once it is there. */
export class Awaited<Answer> {
  answer: Answer | null = null;
  readonly promise: Promise<Answer>;
  constructor(promise: Promise<Answer>) {
    this.promise = promise.then((answer) => (this.answer = answer));
  }
}

/** A client of a classic group: it remembers its id and its generation, and asks in the newest versions. */
export class ClassicClient {
  memberId = '';
  generationId = -1;
  instanceId: string | null = null;
  sessionTimeoutMs = 10_000;
  rebalanceTimeoutMs = 60_000;
  protocols = [offer('range')];
  protocolType = 'consumer';
  readonly caller: FakeCaller;

  constructor(
    readonly services: FakeServices,
    readonly groupId = 'group',
    clientId = 'client',
  ) {
    this.caller = new FakeCaller(9, clientId);
  }

  /** Sends one JoinGroup; the answer may have to wait. */
  join(overrides: Partial<JoinRequest> = {}, apiVersion = 9) {
    const { groupId, memberId, sessionTimeoutMs, rebalanceTimeoutMs, protocols, protocolType } = this;
    const request = {
      groupId,
      memberId,
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      protocols,
      protocolType,
      groupInstanceId: this.instanceId,
      reason: null,
      ...overrides,
    };
    return new Awaited(
      this.services.run(joinGroup(this.services, request, this.caller.with(apiVersion))).then((answer) => {
        if (answer.errorCode === 0 || answer.errorCode === 79) this.memberId = answer.memberId;
        if (answer.errorCode === 0) this.generationId = answer.generationId ?? -1;
        return answer;
      }),
    );
  }

  /** Joins as clients do: comes back with the id it is told. */
  async enter(overrides: Partial<JoinRequest> = {}) {
    const first = this.join(overrides);
    await settle();
    return first.answer?.errorCode === 79 ? this.join(overrides) : first;
  }

  /** Sends one SyncGroup; a leader's has the assignments. */
  sync(assignments: Readonly<Record<string, string>> = {}, overrides: Partial<SyncRequest> = {}) {
    const { groupId, memberId, generationId } = this;
    const request = {
      groupId,
      memberId,
      generationId,
      groupInstanceId: this.instanceId,
      protocolType: 'consumer',
      protocolName: this.protocols[0]?.name ?? null,
      assignments: Object.entries(assignments).map(([id, text]) => ({ memberId: id, assignment: Buffer.from(text) })),
      ...overrides,
    };
    return new Awaited(this.services.run(syncGroup(this.services, request, this.caller.with(5))));
  }

  /** Sends one heartbeat; its error code. */
  async beat(): Promise<number> {
    const { groupId, memberId, generationId, instanceId: groupInstanceId } = this;
    const request = { groupId, memberId, generationId, groupInstanceId };
    return (await this.services.run(heartbeat(this.services, request, this.caller.with(4)))).errorCode;
  }

  /** Leaves; the answer. */
  leave(reason: string | null = null) {
    const { groupId, memberId } = this;
    const members = [{ memberId, groupInstanceId: null, reason }];
    return this.services.run(leaveGroup(this.services, { groupId, memberId: '', members }, this.caller.with(5)));
  }
}

/** Members join at once, the first leads and assigns each its own name; the group is Stable after. */
export async function stableGroup(...clients: readonly ClassicClient[]): Promise<void> {
  const [first] = clients;
  if (first === undefined) throw new Error('a group has members');
  const joins: Awaited<{ leader: string }>[] = [];
  for (const client of clients) joins.push(await client.enter());
  await first.services.clock.run(0);
  for (const join of joins) await join.promise;
  const leader = clients.find((client) => joins.some(({ answer }) => answer?.leader === client.memberId));
  const assignments = Object.fromEntries(clients.map((client) => [client.memberId, `for ${client.caller.clientId}`]));
  const syncs = clients.map((client) => client.sync(client === leader ? assignments : {}));
  for (const sync of syncs) await sync.promise;
}

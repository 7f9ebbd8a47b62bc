import {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
  decodeVersioned,
  encodeVersioned,
} from '@yak/protocol';
import { ClassicGroup } from '../../../libs/groups/src/classic';
import { classicHeartbeat, classicJoin, classicLeave, classicSync } from '../../../libs/groups/src/consumer';
import type { ConsumerWorld } from './consumer-world';
import { FakeCaller } from './fake-services';

/** What a classic member says when it joins. */
export const subscription = (owned: number[] = [], topics = ['orders']): Buffer =>
  encodeVersioned(ConsumerProtocolSubscription, 1, {
    topics,
    ownedPartitions: owned.length === 0 ? [] : [{ topic: 'orders', partitions: owned }],
  });

const assignment = (...partitions: number[]): Buffer =>
  encodeVersioned(ConsumerProtocolAssignment, 1, { assignedPartitions: [{ topic: 'orders', partitions }] });

/** The partitions of the answer of a SyncGroup. */
export const partitionsOf = (bytes: Buffer): number[] =>
  bytes.length === 0
    ? []
    : decodeVersioned(ConsumerProtocolAssignment, bytes).body.assignedPartitions.flatMap(
        ({ partitions }) => partitions,
      );

/** A JoinGroup to `g`. */
export const joinRequest = (memberId: string, metadata = subscription(), groupInstanceId: string | null = null) => ({
  groupId: 'g',
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 30_000,
  memberId,
  groupInstanceId,
  protocolType: 'consumer',
  protocols: [{ name: 'cooperative-sticky', metadata }],
  reason: null,
});

/** Members of the classic protocol that speak to the consumer group `g`. */
export class ClassicMembers {
  readonly caller = new FakeCaller(5, 'classic');

  constructor(readonly world: ConsumerWorld) {}

  join(memberId: string, metadata?: Buffer, instanceId: string | null = null, change: object = {}) {
    const request = { ...joinRequest(memberId, metadata, instanceId), ...change };
    return this.world.run(classicJoin(this.world, request, this.caller));
  }

  sync(memberId: string, generationId: number, protocolName = 'cooperative-sticky') {
    const request = { groupId: 'g', generationId, memberId, groupInstanceId: null, protocolName, assignments: [] };
    return this.world.run(classicSync(this.world, { ...request, protocolType: 'consumer' }, this.caller));
  }

  beat(memberId: string, generationId: number) {
    const request = { groupId: 'g', generationId, memberId, groupInstanceId: null };
    return this.world.run(classicHeartbeat(this.world, request, this.caller));
  }

  leave(...members: { readonly memberId: string; readonly groupInstanceId: string | null }[]) {
    const named = members.map((member) => ({ ...member, reason: null }));
    return this.world.run(classicLeave(this.world, { groupId: 'g', memberId: '', members: named }, this.caller));
  }

  /** Makes `g` a classic group at work: members c1 and c2 with two partitions each, in generation 3. */
  beginClassic(): ClassicGroup {
    const profile = {
      instanceId: null,
      clientId: 'classic',
      clientHost: '/127.0.0.1',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 30_000,
      protocols: [{ name: 'cooperative-sticky', metadata: subscription() }],
    };
    const group = ClassicGroup.of(
      this.world,
      {
        id: 'g',
        protocolType: 'consumer',
        generation: 3,
        protocolName: 'cooperative-sticky',
        leaderId: 'c1',
        stateTimestampMs: 0,
        members: [
          { id: 'c1', ...profile, assignment: assignment(0, 1) },
          { id: 'c2', ...profile, assignment: assignment(2, 3) },
        ],
      },
      'test',
    );
    this.world.groups.put(group);
    group.startSessions();
    return group;
  }
}

import type { ReadGroupRecord } from '../../../../libs/groups/src/records/group-record';
import { replayConsumerRecord } from '../../../../libs/groups/src/consumer';
import { sizeOf } from '../../../../libs/groups/src/consumer/assignment';
import type { ConsumerGroupState, ConsumerRecord } from '../../../../libs/groups/src/consumer/consumer-group-state';
import { knownGroup } from '../../../../libs/groups/src/consumer/known-group';
import { topicId } from '@yak/model';
import fc from 'fast-check';
import { type Answer, ConsumerWorld, idOf } from '../../../support/groups/consumer-world';

type Step =
  | { readonly kind: 'join' | 'beat' | 'report' | 'leave' | 'away'; readonly member: number }
  | { readonly kind: 'silence'; readonly member: number }
  | { readonly kind: 'grow'; readonly member: number };

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step['kind']>(
      'join',
      'join',
      'beat',
      'report',
      'report',
      'report',
      'leave',
      'away',
      'silence',
      'grow',
    ),
    member: fc.nat(4),
  }),
  { minLength: 1, maxLength: 40 },
);

/** A client that does what it is told, late. */
class Client {
  epoch = -1;
  owned: Answer['assignment'] = null;

  constructor(
    readonly world: ConsumerWorld,
    readonly index: number,
  ) {}

  get id(): string {
    return `m${this.index}`;
  }
  /** Members 3 and 4 are static, member 2 and 4 read one topic only. */
  get instanceId(): string | null {
    return this.index >= 3 ? `i${this.index}` : null;
  }
  get names(): string[] {
    return this.index % 2 === 0 ? ['orders'] : ['orders', 'refunds'];
  }

  async join(): Promise<void> {
    this.owned = null;
    this.learn(await this.world.join(this.id, { instanceId: this.instanceId, subscribedTopicNames: this.names }));
  }

  async beat(tells: boolean): Promise<void> {
    if (this.epoch <= 0) return;
    const owned = (this.owned?.topicPartitions ?? []).map(({ topicId: id, partitions }) => ({
      topicId: topicId(id),
      partitions: [...partitions],
    }));
    const topicPartitions = tells ? owned : null;
    const { instanceId, epoch } = this;
    this.learn(await this.world.beat(this.id, { memberEpoch: epoch, instanceId, topicPartitions }));
  }

  async leave(epoch: -1 | -2): Promise<void> {
    if (epoch === -2 && this.instanceId === null) return;
    await this.world.beat(this.id, { memberEpoch: epoch, instanceId: this.instanceId });
    this.epoch = -1;
    this.owned = null;
  }

  private learn(answer: Answer): void {
    if (answer.errorCode !== 0) {
      this.epoch = -1;
      this.owned = null;
      return;
    }
    this.epoch = answer.memberEpoch;
    if (answer.assignment !== null && answer.assignment !== undefined) this.owned = answer.assignment;
  }
}

/** No partition is held by two members, assigned or to be given up. */
function expectDisjoint(state: ConsumerGroupState): void {
  const holders = new Map<string, string>();
  for (const { memberId, assigned, pendingRevocation } of state.members.values())
    for (const [topicId, partitions] of [...assigned, ...pendingRevocation])
      for (const partition of partitions) {
        const key = `${topicId}-${partition}`;
        expect([key, holders.get(key)]).toEqual([key, undefined]);
        holders.set(key, memberId);
        expect(state.holderOf(topicId, partition)).toBe(memberId);
      }
}

/** What can be seen of a group, in a form that can be compared. */
const seen = (state: ConsumerGroupState) => ({
  groupEpoch: state.groupEpoch,
  assignmentEpoch: state.assignmentEpoch,
  topics: [...state.topics],
  members: [...state.members.values()].sort((one, other) => (one.memberId < other.memberId ? -1 : 1)),
  targets: [...state.members.keys()].sort().map((memberId) => [memberId, state.targetOf(memberId)]),
});

function loaded(records: readonly ReadGroupRecord[]): ConsumerGroupState | null {
  const world = new ConsumerWorld();
  Object.assign(world, { isLoading: true });
  for (const record of records) replayConsumerRecord(world, record as ConsumerRecord);
  const group = knownGroup(world, 'g');
  group?.afterLoad();
  return group?.state ?? null;
}

/** The newest record of each key, in the order of the log: what compaction leaves, tombstones included. */
function compacted(records: readonly ReadGroupRecord[]): ReadGroupRecord[] {
  const keyOf = (record: ReadGroupRecord): string => JSON.stringify([record.kind, record.key]);
  const newest = new Map(records.map((record, index) => [keyOf(record), index]));
  return records.filter((record, index) => newest.get(keyOf(record)) === index);
}

async function take(clients: readonly Client[], step: Step, world: ConsumerWorld): Promise<void> {
  const client = clients[step.member];
  if (client === undefined) return;
  switch (step.kind) {
    case 'join':
      return client.join();
    case 'beat':
      return client.beat(false);
    case 'report':
      return client.beat(true);
    case 'leave':
      return client.leave(-1);
    case 'away':
      return client.leave(-2);
    case 'silence':
      return world.clock.run(20_000);
    case 'grow':
      world.topics.set('refunds', (world.topics.byName('refunds')?.partitionsCount ?? 0) + 1);
  }
}

describe('a group under any order of joins, heartbeats, leaves and silence', () => {
  it('never gives a partition to two members, and is the same after a load, from a compacted log too', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (drawn) => {
        const world = new ConsumerWorld();
        const clients = [0, 1, 2, 3, 4].map((index) => new Client(world, index));
        for (const step of drawn) {
          await take(clients, step, world);
          const state = knownGroup(world, 'g')?.state;
          if (state !== undefined) expectDisjoint(state);
        }
        const state = knownGroup(world, 'g')?.state;
        for (const records of [world.appended, compacted(world.appended)]) {
          const again = loaded(records);
          expect(again === null ? null : seen(again)).toEqual(state === undefined ? null : seen(state));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('comes to rest with even shares once its members beat for a while', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (drawn) => {
        const world = new ConsumerWorld();
        const clients = [0, 1, 2, 3, 4].map((index) => new Client(world, index));
        for (const step of drawn) await take(clients, step, world);
        await world.clock.run(100_000);
        for (const client of clients) await client.join();
        for (let round = 0; round < 8; round += 1) for (const client of clients) await client.beat(true);
        const { state } = world.group;
        expect(world.group.stateName).toBe('Stable');
        const sizes = [...state.members.values()].map(({ assigned }) => sizeOf(assigned));
        const refunds = world.topics.byName('refunds')?.partitionsCount ?? 0;
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(4 + refunds);
        expect(state.holderOf(idOf('orders'), 3)).not.toBeNull();
        expectDisjoint(state);
      }),
      { numRuns: 60 },
    );
  });
});

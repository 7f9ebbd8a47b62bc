import fc from 'fast-check';
import { ErrorCode } from '@yak/model';
import { settle } from '../../support/cluster/manual-clock';
import { CoordinatorMember } from '../../support/groups/coordinator-member';
import { CoordinatorWorld } from '../../support/groups/coordinator-world';
import { FakeCaller } from '../../support/groups/fake-services';

const CLASSIC = 'g';
const CONSUMER = 'k';
const SIMPLE = 'tool';
const TOPICS = ['orders', 'payments'];

/** A few clients of three groups, who do what they are told and hold the coordinator to what it has answered. */
class Clients {
  readonly world = new CoordinatorWorld(2);
  readonly #members = [0, 1, 2].map(
    (index) =>
      new CoordinatorMember(() => this.world.coordinator, CLASSIC, {
        name: `c${index}`,
        ...(index === 2 && { instanceId: 'static' }),
      }),
  );
  readonly #epochs = new Map<string, number>();
  /** What was answered without an error and not deleted since: `g orders-0: 5`. */
  readonly acknowledged = new Map<string, number>();

  async start(): Promise<this> {
    for (const name of TOPICS) this.world.topics.set(name, 3);
    await this.world.lead();
    return this;
  }

  member(index: number): CoordinatorMember {
    const member = this.#members[index % this.#members.length];
    if (member === undefined) throw new Error('no such member');
    return member;
  }

  /** Joins and syncs in the background, as a client does while it lives. */
  join(index: number): void {
    const member = this.member(index);
    void member.join().then(async (error) => {
      if (error === ErrorCode.NONE) await member.sync();
      else if (error === ErrorCode.UNKNOWN_MEMBER_ID) member.memberId = '';
    });
  }

  async heartbeat(index: number): Promise<void> {
    const error = await this.member(index).heartbeat();
    if (error === ErrorCode.REBALANCE_IN_PROGRESS) this.join(index);
    if (error === ErrorCode.UNKNOWN_MEMBER_ID) this.member(index).memberId = '';
  }

  async commit(index: number, topic: string, offset: number): Promise<void> {
    const error = await this.member(index).commit(topic, offset);
    if (error === ErrorCode.NONE) this.acknowledged.set(`${CLASSIC} ${topic}-0`, offset);
  }

  async commitSimply(topic: string, offset: number): Promise<void> {
    expect(await this.world.commit(SIMPLE, { [topic]: [offset] })).toEqual([0]);
    this.acknowledged.set(`${SIMPLE} ${topic}-0`, offset);
  }

  async live(index: number, leaves: boolean): Promise<void> {
    const memberId = `m${index % 2}`;
    const memberEpoch = leaves ? -1 : (this.#epochs.get(memberId) ?? 0);
    const isJoining = memberEpoch === 0;
    const answer = await this.world.coordinator.consumerGroupHeartbeat(
      {
        groupId: CONSUMER,
        memberId,
        memberEpoch,
        instanceId: null,
        rackId: null,
        rebalanceTimeoutMs: isJoining ? 60_000 : -1,
        subscribedTopicNames: isJoining ? ['orders'] : null,
        subscribedTopicRegex: null,
        serverAssignor: null,
        topicPartitions: isJoining ? [] : null,
      },
      new FakeCaller(1),
    );
    if (answer.errorCode === ErrorCode.NONE && !leaves) this.#epochs.set(memberId, answer.memberEpoch);
    else this.#epochs.delete(memberId);
  }

  async deleteOffsets(groupId: string, topic: string): Promise<void> {
    const topics = [{ name: topic, partitions: [{ partitionIndex: 0 }] }];
    const answer = await this.world.coordinator.offsetDelete({ groupId, topics });
    const error = answer.errorCode === 0 ? answer.topics[0]?.partitions[0]?.errorCode : answer.errorCode;
    if (error === ErrorCode.NONE) this.acknowledged.delete(`${groupId} ${topic}-0`);
  }

  async deleteGroup(groupId: string): Promise<void> {
    const [result] = await this.world.coordinator.deleteGroups([groupId]);
    if (result?.errorCode !== ErrorCode.NONE) return;
    for (const place of [...this.acknowledged.keys()])
      if (place.startsWith(`${groupId} `)) this.acknowledged.delete(place);
  }

  /** What the log must hold of all this. */
  async seen(): Promise<unknown> {
    const { coordinator } = this.world;
    const groups = await coordinator.listGroups({ states: [], types: [] });
    const ids = groups.groups.map(({ groupId, groupType }) => `${groupType} ${groupId}`).sort();
    const [classic] = await coordinator.describeGroups([CLASSIC]);
    const isAtRest = classic?.groupState === 'Stable' || classic?.groupState === 'Empty';
    return {
      ids,
      offsets: await this.offsets(),
      classic: isAtRest ? classic : 'in a rebalance',
      consumer: await coordinator.consumerGroupDescribe([CONSUMER]),
    };
  }

  async offsets(): Promise<string[]> {
    const lists = [CLASSIC, CONSUMER, SIMPLE].map(async (groupId) =>
      (await this.world.offsets(groupId)).map((place) => `${groupId} ${place}`),
    );
    return (await Promise.all(lists)).flat();
  }
}

type Step = (clients: Clients) => Promise<unknown>;
const named = (name: string, step: Step): Step => Object.assign(step, { [fc.toStringMethod]: () => name });
const index = fc.nat(2);
const topic = fc.constantFrom(...TOPICS);
const offset = fc.nat(1_000);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: index.map((at) =>
      named(`join ${at}`, (clients) => {
        clients.join(at);
        return settle();
      }),
    ),
  },
  { weight: 4, arbitrary: index.map((at) => named(`heartbeat ${at}`, (clients) => clients.heartbeat(at))) },
  { weight: 1, arbitrary: index.map((at) => named(`leave ${at}`, (clients) => clients.member(at).leave())) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(index, topic, offset)
      .map(([at, name, to]) => named(`commit ${at} ${name} ${to}`, (clients) => clients.commit(at, name, to))),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(topic, offset)
      .map(([name, to]) => named(`commit ${name} ${to}`, (clients) => clients.commitSimply(name, to))),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(index, fc.nat(5))
      .map(([at, dice]) => named(`live ${at} ${dice}`, (clients) => clients.live(at, dice === 0))),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(CLASSIC, SIMPLE), topic)
      .map(([group, name]) => named(`delete ${group} ${name}`, (clients) => clients.deleteOffsets(group, name))),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(CLASSIC, CONSUMER, SIMPLE)
      .map((group) => named(`delete ${group}`, (clients) => clients.deleteGroup(group))),
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(0, 10, 1_000, 20_000, 70_000)
      .map((ms) => named(`run ${ms}`, (clients) => clients.world.clock.run(ms))),
  },
  { weight: 1, arbitrary: fc.constant(named('restart', (clients) => clients.world.restart('committed'))) },
);

describe('whatever clients do', () => {
  test('a restart finds the groups as the log has them, and every offset that was acknowledged', async () => {
    const rested = { stable: 0, consumers: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const clients = await new Clients().start();
        for (const take of steps) await take(clients);
        await settle();
        const before = (await clients.seen()) as { classic: unknown; consumer: readonly { members: unknown[] }[] };
        expect(await clients.offsets()).toEqual(
          expect.arrayContaining([...clients.acknowledged].map(([place, at]) => `${place}: ${at}`)),
        );
        await clients.world.restart('committed');
        const after = (await clients.seen()) as typeof before;
        if (before.classic === 'in a rebalance') expect({ ...after, classic: 'in a rebalance' }).toEqual(before);
        else expect(after).toEqual(before);
        if ((before.classic as { groupState?: string }).groupState === 'Stable') rested.stable += 1;
        rested.consumers += before.consumer[0]?.members.length ?? 0;
      }),
      { numRuns: 400 },
    );
    expect(rested.stable).toBeGreaterThan(5); // or the property says little
    expect(rested.consumers).toBeGreaterThan(50);
  });
});

import type { Random } from '@yak/base';
import { type Consumer, type KafkaClient, KafkaError } from '@yak/client';
import { ErrorCode } from '@yak/model';
import { RunFault, type SimulatedCluster, type SimulatedWorld } from '@yak/simulation';
import { ClassicMember } from '../support/groups/classic-member';
import { ConsumerMember } from '../support/groups/consumer-member';
import { GroupError } from '../support/groups/group-error';
import { GroupView, type MemberListener } from '../support/groups/group-view';
import { type Asks, MemberOffsets } from '../support/groups/member-offsets';
import type { GroupProfile, MemberProfile } from './group-profile';

/** What a group works with. */
export interface GroupWorkOptions {
  readonly world: SimulatedWorld;
  readonly cluster: SimulatedCluster;
  readonly random: Random;
  readonly profile: GroupProfile;
  readonly topic: string;
  readonly partitionsCount: number;
  /** A client of its own, connected; retried while the cluster is down. */
  readonly connect: (name: string) => Promise<KafkaClient>;
  readonly tell: (line: string) => void;
}

const GROUP = 'simulated';
export const SESSION_TIMEOUT_MS = 10_000;
const REBALANCE_TIMEOUT_MS = 8_000;
const HEARTBEAT_MS = 2_000;
const RETRY_MS = 500;
/** A fetch waits so long at most; what is quicker costs events and finds nothing. */
const FETCH_WAIT_MS = 20;
const TENURES_MAX = 6;
/** Reads of a tenure in which the share stays. */
const READS_MAX = 40;
/** Between reading and committing a member may hang for up to two sessions: what it then commits is a zombie's. */
const HANGS_ONE_IN = 15;

/** The coordinator of all groups is the only broker there is. */
function asksOf(client: KafkaClient): Asks {
  return { request: (api, version, body) => client.request(api, version, body) as never };
}

interface Membership {
  readonly client: KafkaClient;
  readonly member: ClassicMember | ConsumerMember;
  readonly offsets: MemberOffsets;
  readonly listener: MemberListener;
}

/** Members of one group that read one topic while the broker dies: the laws of a group view are held all the time. */
export class GroupWork {
  readonly view: GroupView;
  readonly #options: GroupWorkOptions;
  readonly #working: Promise<void>[];
  #isOver = false;
  #incarnation = 0;

  constructor(options: GroupWorkOptions) {
    this.#options = options;
    const { topic, partitionsCount, profile, world } = options;
    this.view = new GroupView(
      GROUP,
      { topic, partitionsCount, consumerSessionTimeoutMs: profile.leaveOnDisconnect ? 0 : REBALANCE_TIMEOUT_MS },
      (fault) => world.runner.fail(new RunFault('broken law', fault)),
    );
    this.#working = profile.members.map((member, index) => this.#work(member, index));
  }

  /** Whoever coordinated the group does so no more: it died, or its tenure ended. */
  unloaded(): void {
    this.#incarnation += 1;
    this.view.unloaded();
  }

  /** Resolves when members have seen all of these offsets. */
  async seen(read: ReadonlyMap<number, readonly number[]>): Promise<void> {
    const isMissing = (): boolean =>
      [...read].some(([partition, offsets]) => this.view.unseen(partition, offsets).length > 0);
    while (isMissing()) await this.#pause(RETRY_MS);
  }

  /** The members leave. What was committed is asked for once more by somebody else. */
  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#working);
    const client = await this.#options.connect('group-reader');
    const offsets = new MemberOffsets({
      asks: asksOf(client),
      groupId: GROUP,
      topic: this.#options.topic,
      view: this.view,
    });
    const all = Array.from({ length: this.#options.partitionsCount }, (_, partition) => partition);
    await this.#retry(() => offsets.positions(all, 'group-reader', () => this.#nowUs));
    await client.close();
  }

  get #nowUs(): number {
    return Math.round(this.#options.world.clock.monotonicMs() * 1000);
  }

  /** Lives again and again: reads until the connection or the group throws it out, or until it dies or leaves of itself. */
  async #work(profile: MemberProfile, index: number): Promise<void> {
    const random = this.#options.random.fork(`member ${index}`);
    for (let life = 0; !this.#isOver; life += 1) {
      const name = `group-${index}-${life}`;
      const client = await this.#options.connect(name);
      const membership = this.#membership(profile, { client, index });
      try {
        await this.#live(membership, { name, random });
        if (this.#mustLeave(random)) await membership.member.leave();
      } catch (error) {
        if (!(error instanceof KafkaError) && !(error instanceof GroupError)) throw error;
        this.#options.tell(`${name}: ${error.message}`);
      }
      await client.close();
      await this.#pause(random.below(RETRY_MS * 4));
    }
  }

  /** At the end all leave; before, every other one dies without a word. */
  #mustLeave(random: Random): boolean {
    return random.below(2) === 0 || this.#isOver;
  }

  #membership(profile: MemberProfile, { client, index }: { client: KafkaClient; index: number }): Membership {
    const { topic, partitionsCount } = this.#options;
    const listener = this.#listener();
    const shared = {
      asks: asksOf(client),
      groupId: GROUP,
      topic,
      rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
      view: listener,
      ...(profile.isStatic ? { instanceId: `static-${index}` } : {}),
    };
    const member =
      profile.protocol === 'consumer'
        ? new ConsumerMember({ ...shared, nowUs: () => this.#nowUs })
        : new ClassicMember({
            ...shared,
            partitionsCount,
            sessionTimeoutMs: SESSION_TIMEOUT_MS,
            protocols: profile.assignors,
          });
    return {
      client,
      member,
      listener,
      offsets: new MemberOffsets({ asks: asksOf(client), groupId: GROUP, topic, view: listener }),
    };
  }

  /** What an answer of a dead broker says of generations counts no more: the next one may begin them anew. */
  #listener(): MemberListener {
    const { view } = this;
    const begun = this.#incarnation;
    const isCurrent = (): boolean => this.#incarnation === begun && this.#options.cluster.isAlive;
    return {
      get lastSynced() {
        return view.lastSynced;
      },
      get committedOffsets() {
        return view.committedOffsets;
      },
      joined: (told) => {
        if (isCurrent()) view.joined(told);
      },
      proposed: (...told) => {
        if (isCurrent()) view.proposed(...told);
      },
      synced: (...told) => {
        if (isCurrent()) view.synced(...told);
      },
      beating: (...told) => view.beating(...told),
      beaten: (...told) => view.beaten(...told),
      refused: (...told) => view.refused(...told),
      committed: (...told) => view.committed(...told),
      handedOver: (...told) => view.handedOver(...told),
    };
  }

  async #live(membership: Membership, { name, random }: { name: string; random: Random }): Promise<void> {
    const { member } = membership;
    for (let tenures = 1 + random.below(TENURES_MAX); tenures > 0 && !this.#isOver; tenures -= 1) {
      if (member instanceof ClassicMember) await this.#retry(() => member.join());
      else await this.#retry(() => member.heartbeat());
      await this.#read(membership, { name, random });
    }
  }

  /** Reads what it owns until its share changes, or for a while. */
  async #read(membership: Membership, { name, random }: { name: string; random: Random }): Promise<void> {
    const { client, member, offsets } = membership;
    const { topic, profile } = this.#options;
    const positions = await this.#retry(() => offsets.positions(member.owned, name, () => this.#nowUs));
    const consumer = client.consumer({ maxWaitMs: FETCH_WAIT_MS, resetTo: 'earliest' });
    await consumer.assign([...positions].map(([partition, offset]) => ({ topic, partition, from: { offset } })));
    let beatenMs = this.#options.world.clock.monotonicMs();
    for (let reads = 1 + random.below(READS_MAX); reads > 0 && !this.#isOver; reads -= 1) {
      const next = positions.size > 0 ? await this.#poll(consumer, name) : new Map<number, number>();
      if (random.below(HANGS_ONE_IN) === 0) await this.#pause(random.below(2 * SESSION_TIMEOUT_MS));
      if (next.size > 0 && random.below(3) > 0 && !(await this.#commit(membership, next))) return;
      const nowMs = this.#options.world.clock.monotonicMs();
      if (nowMs - beatenMs >= HEARTBEAT_MS) {
        beatenMs = nowMs;
        if (await this.#beat(member)) return;
      }
      await this.#pause(random.below(profile.pauseMsMax));
    }
  }

  async #poll(consumer: Consumer, name: string): Promise<Map<number, number>> {
    const next = new Map<number, number>();
    for (const { partition, records, nextOffset } of await consumer.poll()) {
      for (const { offset } of records)
        this.view.saw(name, partition, { first: offset, last: offset, atUs: this.#nowUs });
      next.set(partition, nextOffset);
    }
    return next;
  }

  /** False where the group has moved on. */
  async #commit({ member, offsets }: Membership, next: ReadonlyMap<number, number>): Promise<boolean> {
    const { memberId, generation } = member;
    const errorCode = await offsets.commit({ memberId, generation }, next);
    if (isTransient(errorCode)) return true; // what was not committed is seen again
    return errorCode === ErrorCode.NONE;
  }

  /** Whether the member must join again, or has been given another share. */
  async #beat(member: ClassicMember | ConsumerMember): Promise<boolean> {
    try {
      if (member instanceof ConsumerMember) return await member.heartbeat();
      const errorCode = await member.heartbeat();
      return errorCode !== ErrorCode.NONE && !isTransient(errorCode);
    } catch (error) {
      if (error instanceof GroupError && isTransient(error.code)) return false;
      throw error;
    }
  }

  /** Tries again while the coordinator is on its way. */
  async #retry<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof GroupError && isTransient(error.code)) || this.#isOver) throw error;
        await this.#pause(RETRY_MS);
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.world.clock.setTimeout(resolve, ms);
    });
  }
}

function isTransient(errorCode: number): boolean {
  return (
    errorCode === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ||
    errorCode === ErrorCode.COORDINATOR_NOT_AVAILABLE ||
    errorCode === ErrorCode.NOT_COORDINATOR
  );
}

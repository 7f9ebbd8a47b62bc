import { setTimeout as elapsed } from 'node:timers/promises';
import type { Random } from '@yak/base';
import { GroupMember, type MemberKind, type MemberSettings } from './group-member';
import type { GroupView } from '../../support/groups/group-view';

/** One group of a campaign. */
export interface GroupPlan {
  readonly groupId: string;
  /** Members are drawn from these. */
  readonly kinds: readonly [MemberKind, ...MemberKind[]];
  readonly membersMax: number;
  /** Members with instance ids that are killed and come back; nothing else changes, so no rebalance may happen. */
  readonly isStatic?: boolean;
}

/** What one group came to. */
export interface GroupOutcome {
  readonly groupId: string;
  readonly changes: Readonly<Record<string, number>>;
  readonly rebalances: number;
  readonly seenAgain: number;
  /** Records that kcat took without a word when it was told to leave. */
  readonly keptQuiet: number;
  /** Generations whose leader gave nothing to anybody. */
  readonly emptyGenerations: number;
  /** Members that ended by themselves, and why. */
  readonly failures: readonly string[];
}

/** What a group works with. */
export interface GroupSettings {
  readonly plan: GroupPlan;
  readonly view: GroupView;
  readonly random: Random;
  readonly member: Pick<MemberSettings, 'port' | 'topic' | 'program' | 'sessionTimeoutMs'>;
  readonly say: (line: string) => void;
}

const HEARTBEAT_MS = 300;
const LEAVE_MS_MAX = 20_000;
const FORMED_MS_MAX = 20_000;

/** A group whose members come and go at random. */
export class ChurnedGroup {
  protected readonly members = new Set<GroupMember>();
  readonly #changes: Record<string, number> = {};
  readonly #failures: string[] = [];
  readonly #faults: string[] = [];
  readonly #resuming = new Set<Promise<void>>();
  #started = 0;

  constructor(protected readonly settings: GroupSettings) {}

  get outcome(): GroupOutcome {
    const { groupId, rebalances, seenAgain, keptQuiet, emptyGenerations } = this.settings.view;
    const seen = { rebalances, seenAgain, keptQuiet, emptyGenerations };
    return { groupId, changes: this.#changes, ...seen, failures: this.#failures };
  }

  /** Changes the membership at random until this time (of `performance.now()`). */
  async churn(untilMs: number): Promise<void> {
    const { random, plan } = this.settings;
    for (let left = 1 + random.below(plan.membersMax); left > 0; left -= 1) this.join();
    while (performance.now() < untilMs) {
      await elapsed(200 + random.below(2_000));
      this.#takeOutTheFailed();
      await this.#change();
    }
  }

  /** The last changes end: nobody is paused any more, and one more member joins, who must be served as well. */
  async settle(): Promise<void> {
    await Promise.all(this.#resuming);
    this.#takeOutTheFailed();
    if (this.settings.plan.isStatic !== true) this.join();
  }

  /** All leave. Resolves to what was wrong. */
  async end(): Promise<readonly string[]> {
    this.#takeOutTheFailed();
    await Promise.all([...this.members].map((member) => this.#leave(member)));
    return this.#faults;
  }

  protected join(instanceId: string | null = null, kind: MemberKind | null = null): GroupMember {
    const { plan, random, member: shared, view } = this.settings;
    const drawn = kind ?? plan.kinds[random.below(plan.kinds.length)] ?? plan.kinds[0];
    const clientId = `${plan.groupId}-${drawn}-${this.#started}`;
    this.#started += 1;
    this.count(`join of ${drawn}`, clientId);
    const member = new GroupMember({
      ...shared,
      kind: drawn,
      groupId: plan.groupId,
      clientId,
      instanceId,
      heartbeatMs: HEARTBEAT_MS,
      onSaw: (partition, offsets) => view.saw(clientId, partition, offsets),
    });
    this.members.add(member);
    return member;
  }

  protected count(change: string, clientId: string): void {
    this.#changes[change] = (this.#changes[change] ?? 0) + 1;
    this.settings.say(`${this.settings.plan.groupId}: ${change} ${clientId}`);
  }

  async #change(): Promise<void> {
    const { random, plan } = this.settings;
    const able = [...this.members].filter((member) => !member.isPaused);
    const chosen = able[random.below(Math.max(1, able.length))];
    const draw = random.below(100);
    if (chosen === undefined || (draw < 40 && this.members.size < plan.membersMax)) {
      if (this.members.size < plan.membersMax) this.join();
    } else if (draw < 60) await this.#leave(chosen);
    else if (draw < 80) await this.kill(chosen);
    else this.#pause(chosen);
  }

  async #leave(member: GroupMember): Promise<void> {
    this.count('leave', member.settings.clientId);
    this.members.delete(member);
    if (member.isPaused) member.resume();
    if (!(await member.leave(LEAVE_MS_MAX)))
      this.#faults.push(`${member.settings.clientId} had not left after ${LEAVE_MS_MAX} ms`);
    // told to end, kcat drops the record that it took last, and commits it when it closes
    if (member.settings.kind.startsWith('kcat-')) this.settings.view.mayHaveKeptQuiet(member.settings.clientId);
  }

  protected async kill(member: GroupMember): Promise<void> {
    this.count('kill', member.settings.clientId);
    this.members.delete(member);
    await member.kill();
  }

  /** Up to twice the session timeout, so that two in three pass it. */
  #pause(member: GroupMember): void {
    const { random, member: shared } = this.settings;
    const pausedMs = shared.sessionTimeoutMs * (0.4 + 1.6 * random.fraction());
    this.count(pausedMs > shared.sessionTimeoutMs ? 'long pause' : 'short pause', member.settings.clientId);
    member.pause();
    const resuming = elapsed(pausedMs).then(() => {
      if (member.isPaused) member.resume();
      this.#resuming.delete(resuming);
    });
    this.#resuming.add(resuming);
  }

  #takeOutTheFailed(): void {
    for (const member of this.members) {
      if (member.isRunning && member.failure === null) continue;
      this.members.delete(member);
      this.#failures.push(`${member.settings.clientId}: ${member.failure ?? 'ended'}`);
      this.settings.say(`${member.settings.clientId} failed: ${member.failure ?? 'ended'}`);
    }
  }

  protected broken(fault: string): void {
    this.#faults.push(`${this.settings.plan.groupId}: ${fault}`);
  }

  /** Resolves when a fact holds; after the time it is a fault. */
  protected async fact(what: string, holds: () => boolean): Promise<void> {
    const untilMs = performance.now() + FORMED_MS_MAX;
    while (!holds()) {
      if (performance.now() > untilMs) {
        this.broken(`${what} did not come to be within ${FORMED_MS_MAX} ms`);
        return;
      }
      await elapsed(20);
    }
  }
}

/** A group of static members. Once formed, members are killed and started again in time: the generation stays. */
export class StaticGroup extends ChurnedGroup {
  override async churn(untilMs: number): Promise<void> {
    const { plan, random, view } = this.settings;
    for (let index = 0; index < plan.membersMax; index += 1)
      this.join(`static-${index}`, plan.kinds[index % plan.kinds.length] ?? plan.kinds[0]);
    await this.fact('the group of static members', () => view.ownersCount === plan.membersMax);
    const formed = view.generation;
    while (performance.now() < untilMs) {
      await elapsed(500 + random.below(1_500));
      const members = [...this.members];
      const chosen = members[random.below(members.length)];
      if (chosen === undefined) break;
      const { instanceId, kind } = chosen.settings;
      const asked = view.restarts;
      await this.kill(chosen);
      this.join(instanceId, kind);
      await this.fact(`${instanceId ?? ''} back in its group`, () => view.restarts > asked);
      if (view.generation !== formed) {
        this.broken(`restarts of static members led from generation ${formed} to ${view.generation}`);
        return;
      }
    }
  }
}

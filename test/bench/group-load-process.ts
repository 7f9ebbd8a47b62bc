import { ErrorCode } from '@yak/model';
import { setTimeout as elapsed } from 'node:timers/promises';
import { ClassicMember } from '../support/groups/classic-member';
import { RawConnection } from '../support/raw-connection';

/**
 * Members of groups over a connection each, spoken by hand. With `heartbeats` it forms all groups, prints a line and then
 * beats until it is stopped; with `rebalance` it lets one more member join a formed group, several times, and prints how
 * long it took until every member had its share of the new generation.
 */
export interface GroupLoadOptions {
  readonly port: number;
  readonly topic: string;
  readonly partitionsCount: number;
  readonly kind: 'heartbeats' | 'rebalance';
  readonly groups: number;
  readonly membersPerGroup: number;
  readonly heartbeatMs: number;
  readonly rounds: number;
}

const SESSION_TIMEOUT_MS = 45_000;
const REBALANCE_TIMEOUT_MS = 60_000;
const CONNECTS_AT_ONCE = 100;
const FORMING_HEARTBEAT_MS = 100;
const options = JSON.parse(process.argv[2] ?? '{}') as GroupLoadOptions;

async function connectMember(groupId: string): Promise<ClassicMember> {
  return new ClassicMember({
    asks: await RawConnection.open(options.port),
    groupId,
    topic: options.topic,
    partitionsCount: options.partitionsCount,
    sessionTimeoutMs: SESSION_TIMEOUT_MS,
    rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
  });
}

/** Beats for ever, evenly from a moment of its own on, and joins again when the group says so. */
async function beat(member: ClassicMember, onJoined: (generation: number) => void): Promise<never> {
  await elapsed(Math.random() * options.heartbeatMs);
  for (;;) {
    const errorCode = await member.heartbeat();
    if (errorCode !== ErrorCode.NONE) {
      await member.join();
      onJoined(member.generation);
    }
    await elapsed(options.heartbeatMs);
  }
}

async function connectAll(groups: number, membersPerGroup: number): Promise<ClassicMember[]> {
  const ids = Array.from({ length: groups * membersPerGroup }, (_, index) => `load-${index % groups}`);
  const members: ClassicMember[] = [];
  for (let from = 0; from < ids.length; from += CONNECTS_AT_ONCE)
    members.push(...(await Promise.all(ids.slice(from, from + CONNECTS_AT_ONCE).map(connectMember))));
  return members;
}

/** All members of a group join, and beat meanwhile, so that those that were first join again, until all are of one generation. */
async function form(members: readonly ClassicMember[]): Promise<void> {
  let joined = 0;
  const isFormed = (generation: number): boolean =>
    joined === members.length && members.every((member) => member.generation === generation);
  const enter = async (member: ClassicMember): Promise<void> => {
    await member.join();
    joined += 1;
    for (;;) {
      if ((await member.heartbeat()) !== ErrorCode.NONE) await member.join();
      else if (isFormed(member.generation)) return;
      else await elapsed(FORMING_HEARTBEAT_MS);
    }
  };
  await Promise.all(members.map(enter));
}

async function heartbeats(): Promise<void> {
  const members = await connectAll(options.groups, options.membersPerGroup);
  const groups = Array.from({ length: options.groups }, (_, group) =>
    members.filter((_member, index) => index % options.groups === group),
  );
  for (let from = 0; from < groups.length; from += CONNECTS_AT_ONCE)
    await Promise.all(groups.slice(from, from + CONNECTS_AT_ONCE).map(form));
  const beating = members.map((member) => beat(member, () => undefined));
  process.stdout.write('formed\n');
  await Promise.race(beating);
}

async function rebalance(): Promise<void> {
  const members = await connectAll(1, options.membersPerGroup);
  await form(members);
  const generations = new Map<ClassicMember, number>();
  const reached = { generation: Number.POSITIVE_INFINITY, left: 0, done: (): void => undefined };
  for (const member of members)
    beat(member, (generation) => {
      if (generation >= reached.generation && (generations.get(member) ?? -1) < reached.generation) {
        generations.set(member, generation);
        reached.left -= 1;
        if (reached.left === 0) reached.done();
      }
    }).catch((error: unknown) => {
      throw error;
    });
  const milliseconds: number[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    const newcomer = await connectMember('load-0');
    reached.generation = (members[0]?.generation ?? 0) + 1;
    reached.left = members.length;
    const all = new Promise<void>((resolve) => (reached.done = resolve));
    const startedMs = performance.now();
    await Promise.all([newcomer.join(), all]);
    milliseconds.push(performance.now() - startedMs);
    // it leaves again: the same rebalance, not measured, but awaited
    reached.generation = newcomer.generation + 1;
    reached.left = members.length;
    const again = new Promise<void>((resolve) => (reached.done = resolve));
    await newcomer.leave();
    await again;
  }
  process.stdout.write(JSON.stringify({ milliseconds }));
  process.exit(0);
}

void (options.kind === 'heartbeats' ? heartbeats() : rebalance());

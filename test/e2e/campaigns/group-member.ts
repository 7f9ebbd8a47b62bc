import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { kcatCommand } from '../../support/kcat';
import type { GroupMemberOptions } from './group-member-process';

/** What a member's program is: a client library, or kcat with an assignor. */
export type MemberKind = GroupMemberOptions['client'] | 'kcat-range' | 'kcat-roundrobin' | 'kcat-cooperative-sticky';

/** What one member is started with. */
export interface MemberSettings extends Omit<GroupMemberOptions, 'client'> {
  readonly kind: MemberKind;
  /** The bundled `group-member-process.ts`. */
  readonly program: string;
  readonly onSaw: (partition: number, offsets: { first: number; last: number; atUs: number | null }) => void;
}

type Line =
  readonly ['seen', number, number, number, number] | readonly ['failed', string] | readonly ['joined' | 'left'];

/** Killed with us. */
const living = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/** A member in a process of its own. */
export class GroupMember {
  /** Why it ended by itself; null while it runs and when it was told to end. */
  failure: string | null = null;
  isPaused = false;
  hasJoined = false;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #isToldToEnd = false;

  constructor(readonly settings: MemberSettings) {
    this.#child = settings.kind.startsWith('kcat-') ? spawnKcat(settings) : spawnClient(settings);
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('a member has no output');
    this.#ended = once(this.#child, 'close');
    this.#child.on('exit', (code, signal) => {
      if (!this.#isToldToEnd) this.failure ??= `ended with ${code ?? signal ?? 'nothing'}`;
    });
    createInterface({ input: stdout }).on('line', (line) => this.#onLine(line));
    living.add(this.#child);
    void this.#ended.then(() => living.delete(this.#child));
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  pause(): void {
    this.isPaused = this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.isPaused = false;
    this.#child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    this.#isToldToEnd = true;
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Asks it to leave and waits; resolves to false when it did not within the time, and was killed. */
  async leave(timeoutMs: number): Promise<boolean> {
    this.#isToldToEnd = true;
    let isKilled = false;
    const timer = setTimeout(() => {
      isKilled = true;
      this.#child.kill('SIGKILL');
    }, timeoutMs);
    this.#child.kill('SIGTERM');
    await this.#ended;
    clearTimeout(timer);
    return !isKilled;
  }

  #onLine(line: string): void {
    const { kind, onSaw } = this.settings;
    this.hasJoined = true;
    if (kind.startsWith('kcat-')) {
      const [partition, offset, value] = line.split(' ');
      if (offset === undefined || value !== offset) return; // a line that a kill cut short
      onSaw(Number(partition), { first: Number(offset), last: Number(offset), atUs: null });
      return;
    }
    const said = parsed(line);
    if (said?.[0] === 'failed') this.failure = said[1];
    else if (said?.[0] === 'seen') onSaw(said[1], { first: said[2], last: said[3], atUs: said[4] });
  }
}

/** Null for a line that a kill cut short. */
function parsed(line: string): Line | null {
  try {
    return JSON.parse(line) as Line;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function spawnClient({ kind, program, ...settings }: MemberSettings): ChildProcess {
  return spawn(process.execPath, ['--no-warnings', program, JSON.stringify({ ...settings, client: kind })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function spawnKcat(settings: MemberSettings): ChildProcess {
  const { program, environment } = kcatCommand();
  const properties = {
    'client.id': settings.clientId,
    'session.timeout.ms': settings.sessionTimeoutMs,
    'max.poll.interval.ms': settings.sessionTimeoutMs * 2,
    'heartbeat.interval.ms': settings.heartbeatMs,
    'auto.commit.interval.ms': 100,
    'auto.offset.reset': 'earliest',
    'fetch.wait.max.ms': 100,
    'partition.assignment.strategy': settings.kind.slice('kcat-'.length),
    ...(settings.instanceId === null ? {} : { 'group.instance.id': settings.instanceId }),
  };
  const args = ['-b', `127.0.0.1:${settings.port}`, '-G', settings.groupId, '-u', '-q', '-f', '%p %o %s\n'];
  for (const [name, value] of Object.entries(properties)) args.push('-X', `${name}=${value}`);
  return spawn(program, [...args, settings.topic], { stdio: ['ignore', 'pipe', 'ignore'], env: environment });
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LogFields, type Logger, type LogLevel, systemClock, systemRandom } from '@yak/base';
import { KafkaClient } from '@yak/client';
import { type Cluster, type ClusterOptions, createCluster } from '@yak/embedded';
import { tcpTransport } from '@yak/network';
import { RawConnection } from '../raw-connection';

/** One line of the log, as it was given. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

const CLOSED = 'connection closed';
const HEARD_WITHIN_MS = 10_000;

/** A broker of this process on real sockets, in a folder of its own, with its log kept for reading; it can be started again. */
export class ServedCluster implements Logger {
  readonly lines: LogLine[] = [];
  /** Faults of our own that the broker reported; a test ends by finding none. */
  readonly faults: unknown[] = [];
  readonly #connections: { close(): unknown }[] = [];
  readonly #listeners = new Set<() => void>();
  /** How much later it is than the machine says. */
  #passedMs = 0;
  #cluster: Cluster | null = null;

  private constructor(
    readonly dataDirectory: string,
    private options: Partial<ClusterOptions>,
  ) {}

  /** @param options dev profile with `yak.flush=batch`, no topics by themselves, unless they say otherwise */
  static async start(options: Partial<ClusterOptions> = {}): Promise<ServedCluster> {
    const served = new ServedCluster(mkdtempSync(join(tmpdir(), 'yak-e2e-')), options);
    await served.#start();
    return served;
  }

  async #start(): Promise<void> {
    this.#cluster = await createCluster({
      dataDirectory: this.dataDirectory,
      port: 0,
      logger: this,
      onFault: (fault) => this.faults.push(fault),
      clock: { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + this.#passedMs },
      ...this.options,
      settings: { 'yak.flush': 'batch', 'auto.create.topics.enable': 'false', ...this.options.settings },
    });
  }

  get cluster(): Cluster {
    if (this.#cluster === null) throw new Error('the cluster is not running');
    return this.#cluster;
  }

  get port(): number {
    return Number(this.cluster.bootstrap.split(':').at(-1));
  }

  log(level: LogLevel, message: string, fields: LogFields = {}): void {
    this.lines.push({ level, message, fields });
    for (const listener of this.#listeners) listener();
  }

  /** Time passes for the broker, its timers left alone: what it allows itself a second it may do again. */
  passTime(ms: number): void {
    this.#passedMs += ms;
  }

  /** Why connections were closed, label and detail, in order; those that peers ended themselves left out. */
  get closings(): string[] {
    return this.lines
      .filter(({ level, message }) => message === CLOSED && level === 'warn')
      .map(({ fields }) => `${String(fields['reason'])}: ${String(fields['detail'])}`);
  }

  /** Resolves with the closings in the turn in which the log tells of one; rejects after ten seconds. */
  firstClosing(): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
      };
      const look = (): void => {
        const { closings } = this;
        if (closings.length === 0) return;
        end();
        resolve(closings);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error('the log tells of no closed connection'));
      }, HEARD_WITHIN_MS);
      this.#listeners.add(look);
      look();
    });
  }

  async client(): Promise<KafkaClient> {
    const client = await KafkaClient.connect({
      bootstrap: [this.cluster.bootstrap],
      clientId: 'e2e',
      transport: tcpTransport,
      clock: systemClock,
      random: systemRandom,
    });
    this.#connections.push(client);
    return client;
  }

  async raw(): Promise<RawConnection> {
    const connection = await RawConnection.open(this.port);
    this.#connections.push(connection);
    return connection;
  }

  /**
   * Ends the broker, as asked for or at once, and starts it on what it left; connections are gone, the port is another.
   * @param between runs while nothing runs, and may give other devices
   */
  async restart(how: 'stop' | 'kill', between: () => Partial<ClusterOptions> = () => ({})): Promise<void> {
    await this.#disconnect();
    await this.cluster[how]();
    this.options = { ...this.options, ...between() };
    await this.#start();
  }

  async end(): Promise<void> {
    await this.#disconnect();
    await this.#cluster?.stop();
    this.#cluster = null;
    rmSync(this.dataDirectory, { recursive: true, force: true });
  }

  async #disconnect(): Promise<void> {
    await Promise.all(this.#connections.splice(0).map((connection) => connection.close()));
  }
}

import type { TimerId } from '@yak/base';
import { type PartitionIndex, type TopicId, topicPartitionKey } from '@yak/model';
import { Coalesced } from './directory/coalesced';
import { DelayedRemovals } from './directory/delayed-removals';
import { eachLimited } from './directory/each-limited';
import { type DirectoryIdentity, encodeCleanShutdown, encodePartitionMetadata } from './directory/identity-files';
import {
  type FoundPartition,
  loadPartition,
  PARTITION_METADATA_FILE,
  type PartitionLoad,
} from './directory/load-partition';
import { type LogOrigin, openLog } from './directory/open-log';
import { type OffsetCheckpoint, OffsetCheckpoints } from './directory/offset-checkpoints';
import { CLEAN_SHUTDOWN_FILE, openDirectory } from './directory/open-directory';
import { joinedIdentity } from './directory/open-identity';
import { deletedDirectoryName } from './directory/partition-directory-name';
import { writeDurably } from './directory/write-durably';
import { LogCleaner } from './cleaner/log-cleaner';
import { defaultCleanerSettings } from './cleaner/cleaner-settings';
import type { DiskLock } from './disk';
import { HotTailBudget } from './hot-tail';
import { IndexCache } from './log/index-cache';
import type { SegmentedLog } from './log/segmented-log';
import type { LogSurroundings } from './log/surroundings';
import { ReadBuffers } from './log/read-buffers';
import { WriteSlots } from './log/write-slots';
import { defaultLogSettings, type LogSettings } from './log-settings';
import { DEFAULT_LIMITS, type LogDirectoryLimits, type LogDirectoryOptions } from './log-directory-options';
import { OpenFiles } from './open-files';
import type { PartitionLog } from './partition-log';
import { StorageError, storageErrorFrom } from './storage-error';

/** Without a sync two writes keep a disk busy; with one, many logs share the disk's own group commit. */
/** Memory for reads from disk that is kept between them: enough for sixteen fetches of 1 MiB at once. */
const READ_BYTES_KEPT = 17 * 1024 * 1024;
const WRITES_AT_ONCE = { os: 2, batch: 64 } as const;

/** What recovery did to one log. */
export interface RecoveryReport {
  readonly topic: string;
  readonly partition: PartitionIndex;
  readonly bytesScanned: number;
  /** bytes cut from the end, 0 in the normal case */
  readonly bytesCut: number;
  readonly segmentsDeleted: number;
  /** log end after recovery */
  readonly logEndOffset: number;
  /** batches below the recovery point whose CRC is wrong; they stay and are refused when read */
  readonly corruptBatches: number;
}

/** One log in its directory. */
export interface DirectoryLog {
  readonly topicId: TopicId;
  readonly topic: string;
  readonly partition: PartitionIndex;
  readonly log: PartitionLog;
}

/** A log to be made. */
export interface LogToCreate {
  readonly topicId: TopicId;
  readonly topic: string;
  readonly partition: PartitionIndex;
  readonly settings: LogSettings;
}

interface Loaded {
  readonly identity: DirectoryIdentity;
  readonly cleanShutdownBrokerEpoch: number | null;
  readonly wasCleanlyShutDown: boolean;
  readonly lock: DiskLock;
}

interface KeptLog extends DirectoryLog {
  readonly log: SegmentedLog;
}

/** All partition logs under one path, with what they share: lock, checkpoints, open files, hot tail, one sweep timer. */
export class LogDirectory {
  readonly wasCleanlyShutDown: boolean;
  /** from the clean-shutdown file; null after an unclean stop or in a new directory; −1 where another writer named none */
  readonly cleanShutdownBrokerEpoch: number | null;
  readonly #options: LogDirectoryOptions;
  readonly #limits: LogDirectoryLimits;
  readonly #lock: DiskLock;
  readonly #logs = new Map<string, KeptLog>();
  /** logs that are there and cannot be used, with the reason */
  readonly #refused = new Map<string, StorageError>();
  readonly #recoveries: RecoveryReport[] = [];
  readonly #checkpoints: OffsetCheckpoints;
  readonly #names: Coalesced;
  readonly #removals: DelayedRemovals;
  readonly #files: OpenFiles;
  readonly #surroundings: LogSurroundings;
  readonly #cleaner: LogCleaner;
  readonly #offlineListeners: ((cause: Error) => void)[] = [];
  /** creation and deletion of one name come one after the other */
  readonly #turns = new Map<string, Promise<unknown>>();
  #identity: DirectoryIdentity;
  #failure: StorageError | null = null;
  #hasChanged = false;
  #timer: TimerId | null = null;
  #sweeping: Promise<void> = Promise.resolve();
  #retainedAtMs: number;
  #isClosed = false;

  private constructor(options: LogDirectoryOptions, loaded: Loaded) {
    const { disk, clock, path } = options;
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#lock = loaded.lock;
    this.#identity = loaded.identity;
    this.wasCleanlyShutDown = loaded.wasCleanlyShutDown;
    this.cleanShutdownBrokerEpoch = loaded.cleanShutdownBrokerEpoch;
    this.#files = new OpenFiles(disk, clock, this.#limits.openFilesMax);
    this.#removals = new DelayedRemovals(disk, clock);
    this.#names = new Coalesced(() => disk.syncDirectory(path));
    this.#checkpoints = new OffsetCheckpoints(disk, path, () => this.#checkpointed());
    this.#retainedAtMs = clock.monotonicMs();
    this.#surroundings = this.#newSurroundings();
    this.#cleaner = new LogCleaner({
      settings: options.cleaner ?? defaultCleanerSettings,
      surroundings: this.#surroundings,
      meter: options.meter,
      logs: () => Array.from(this.#logs.values(), ({ log }) => log),
    });
  }

  /** Takes the lock, reads who the directory belongs to, loads and recovers every log. Rejects with a StorageError. */
  static async open(options: LogDirectoryOptions): Promise<LogDirectory> {
    const opened = await openDirectory(options);
    const directory = new LogDirectory(options, opened);
    try {
      await directory.#load(opened.partitions);
    } catch (error) {
      await directory.abandon();
      throw storageErrorFrom(error, 'loading');
    }
    directory.#arm();
    directory.#cleaner.start();
    return directory;
  }

  /** 22 characters of URL-safe base64; made once per directory */
  get directoryId(): string {
    return this.#identity.directoryId;
  }

  /** by topicPartitionKey */
  get logs(): ReadonlyMap<string, DirectoryLog> {
    return this.#logs;
  }

  get recoveries(): readonly RecoveryReport[] {
    return this.#recoveries;
  }

  /** Logs that are there and cannot be used, by topicPartitionKey, with the reason. */
  get refusedLogs(): ReadonlyMap<string, StorageError> {
    return this.#refused;
  }

  get isOffline(): boolean {
    return this.#failure !== null;
  }

  /** Files open now. */
  get openFiles(): number {
    return this.#files.count;
  }

  /** Calls once when the directory goes offline; at once if it is. */
  onOffline(listener: (cause: Error) => void): void {
    if (this.#failure !== null) listener(this.#failure);
    else this.#offlineListeners.push(listener);
  }

  /** Writes the cluster id into meta.properties; `YAK_STORAGE_FOREIGN` when another one is there. */
  async joinCluster(clusterId: string): Promise<void> {
    this.#identity = await joinedIdentity(this.#options.disk, this.#options.path, this.#identity, clusterId);
  }

  /** Makes a log, durable when it resolves; one of the same topic id is given back, of another: `YAK_STORAGE_FOREIGN`. */
  createLog(wanted: LogToCreate): Promise<PartitionLog> {
    const key = topicPartitionKey(wanted.topic, wanted.partition);
    return this.#inTurn(key, async () => {
      const known = this.#logs.get(key);
      if (known !== undefined && known.topicId === wanted.topicId) return known.log;
      if (known !== undefined)
        throw new StorageError('YAK_STORAGE_FOREIGN', `${key} is there with topic id ${known.topicId}`);
      const refused = this.#refused.get(key);
      if (refused !== undefined) throw refused;
      return this.#guarded(() => this.#create(key, wanted));
    });
  }

  async #create(key: string, wanted: LogToCreate): Promise<PartitionLog> {
    const { disk } = this.#options;
    const directory = `${this.#options.path}/${key}`;
    await disk.makeDirectory(directory);
    await writeDurably(disk, `${directory}/${PARTITION_METADATA_FILE}`, encodePartitionMetadata(wanted.topicId));
    await this.#names.request();
    const found = {
      key,
      topic: wanted.topic,
      partition: wanted.partition,
      topicId: wanted.topicId,
      names: [PARTITION_METADATA_FILE],
    };
    return (
      await this.#add(found, {
        wasClean: true,
        recoveryPoint: 0,
        logStartOffset: 0,
        highWatermark: 0,
        settings: wanted.settings,
      })
    ).log;
  }

  /** Renames the log's directory away at once and removes it after `file.delete.delay.ms`. An absent log is fine. */
  deleteLog(topic: string, partition: PartitionIndex): Promise<void> {
    const key = topicPartitionKey(topic, partition);
    return this.#inTurn(key, async () => {
      const known = this.#logs.get(key);
      if (known === undefined) return;
      this.#logs.delete(key);
      await known.log.abandon();
      await this.#guarded(async () => {
        await this.#checkpoint(); // a log of the same name must find nothing of this one: a log start would take its records
        await this.#checkpoints.write('cleaned');
        const uuid = Buffer.from(this.#options.random.bytes(16)).toString('hex');
        const renamed = `${this.#options.path}/${deletedDirectoryName(topic, partition, uuid)}`;
        await this.#options.disk.rename(`${this.#options.path}/${key}`, renamed);
        await this.#names.request();
        this.#removals.add(renamed, known.log.settings.fileDeleteDelayMs);
        this.#hasChanged = true;
      });
    });
  }

  /** Deletes segments that retention allows to go; also runs by itself. */
  async enforceRetention(): Promise<void> {
    this.#retainedAtMs = this.#options.clock.monotonicMs();
    const nowMs = this.#options.clock.wallMs();
    for (const { log } of [...this.#logs.values()]) {
      if (this.#failure !== null) return;
      if (!log.producers.isEmpty) log.producers.expire(nowMs, this.#limits.producerIdExpirationMs);
      await this.#unlessCorrupt(log.directory, log.enforceRetention());
    }
  }

  /** Closes all logs, writes the checkpoints and the clean-shutdown file (not when offline), releases the lock. */
  async close(last: { readonly brokerEpoch: number }): Promise<void> {
    if (!(await this.#stop())) return;
    try {
      await eachLimited([...this.#logs.values()], this.#limits.loadConcurrency, ({ log }) => log.close());
      if (this.#failure === null) await this.#guarded(() => this.#writeLast(last.brokerEpoch));
    } finally {
      await this.#files.closeAll();
      await this.#lock.release();
    }
  }

  async #writeLast(brokerEpoch: number): Promise<void> {
    const { disk, path } = this.#options;
    await this.#checkpoint();
    await writeDurably(disk, `${path}/${CLEAN_SHUTDOWN_FILE}`, encodeCleanShutdown(brokerEpoch));
  }

  /** Lets go of everything at once and writes nothing, as a killed process would. */
  async abandon(): Promise<void> {
    if (!(await this.#stop())) return;
    await eachLimited([...this.#logs.values()], this.#limits.loadConcurrency, ({ log }) => log.abandon());
    await this.#files.closeAll();
    await this.#lock.release();
  }

  async #stop(): Promise<boolean> {
    if (this.#isClosed) return false;
    this.#isClosed = true;
    if (this.#timer !== null) this.#options.clock.clearTimeout(this.#timer);
    await this.#cleaner.stop();
    await Promise.all(this.#turns.values());
    await this.#sweeping;
    return true;
  }

  async #load(partitions: readonly PartitionLoad[]): Promise<void> {
    await eachLimited(partitions, this.#limits.loadConcurrency, async (load) => {
      const found = await loadPartition(this.#options, load);
      if (found instanceof StorageError) this.#refuse(load.key, found);
      else if (found !== null) await this.#addFound(found, load);
    });
  }

  async #addFound(found: FoundPartition, load: PartitionLoad): Promise<void> {
    const settings = this.#options.settings ?? defaultLogSettings;
    try {
      await this.#add(found, { ...load, wasClean: this.wasCleanlyShutDown, settings });
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== 'YAK_STORAGE_CORRUPT') throw error;
      this.#refuse(found.key, error);
    }
  }

  #refuse(key: string, error: StorageError): void {
    this.#refused.set(key, error);
    this.#options.logger.log('error', 'a log cannot be used and stays as it is', { log: key, error });
  }

  async #add(found: FoundPartition, from: LogOrigin): Promise<KeptLog> {
    const { log, recovery } = await openLog(
      this.#surroundings,
      `${this.#options.path}/${found.key}`,
      found.names,
      from,
    );
    const { topicId, topic, partition } = found;
    const kept: KeptLog = { topicId, topic, partition, log };
    this.#logs.set(found.key, kept);
    if (recovery !== null) this.#report({ topic, partition, ...recovery, logEndOffset: log.logEndOffset });
    return kept;
  }

  #report(report: RecoveryReport): void {
    this.#recoveries.push(report);
    const isTorn = report.bytesCut > 0 || report.segmentsDeleted > 0 || report.corruptBatches > 0;
    this.#options.logger.log(
      isTorn ? 'warn' : 'debug',
      isTorn ? 'recovered a log and cut its torn tail' : 'recovered a log',
      { ...report },
    );
  }

  #newSurroundings(): LogSurroundings {
    const { disk, clock, random, logger, flushMode } = this.#options;
    const { pendingBytesMax, hotTailBytesMax, indexBytesMax } = this.#limits;
    const failure = (): StorageError | null => this.#failure;
    return {
      disk,
      clock,
      random,
      logger,
      flushMode,
      pendingBytesMax,
      files: this.#files,
      writeSlots: new WriteSlots(WRITES_AT_ONCE[flushMode]),
      readBuffers: new ReadBuffers(READ_BYTES_KEPT),
      hotTail: new HotTailBudget(hotTailBytesMax),
      indexes: new IndexCache(disk, this.#files, indexBytesMax),
      get failure() {
        return failure();
      },
      fail: (error) => this.#fail(error),
      changed: () => {
        this.#hasChanged = true;
      },
      checkpointRecoveryPoints: () => this.#checkpoints.write('recoveryPoint'),
      checkpointLogStarts: () => this.#checkpoints.write('logStart'),
      checkpointCleanedOffsets: () => this.#checkpoints.write('cleaned'),
      removeLater: (path, delayMs) => this.#removals.add(path, delayMs),
    };
  }

  #fail(error: StorageError): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    this.#options.logger.log('error', 'the log directory is offline: its disk failed', {
      path: this.#options.path,
      error,
    });
    this.#options.meter
      .gauge('yak_log_directory_offline', 'Whether the log directory is offline (1) or works (0)')
      .set(1);
    for (const { log } of this.#logs.values()) log.wentOffline();
    for (const listener of this.#offlineListeners.splice(0)) listener(error);
  }

  *#checkpointed(): Iterable<{
    topic: string;
    partition: number;
    offsetOf: (checkpoint: OffsetCheckpoint) => number;
  }> {
    for (const { topic, partition, log } of this.#logs.values()) {
      yield {
        topic,
        partition,
        offsetOf: (checkpoint) =>
          ({
            recoveryPoint: log.recoveryPoint,
            highWatermark: log.highWatermark,
            logStart: log.logStartOffset,
            cleaned: log.cleanedOffset,
          })[checkpoint],
      };
    }
  }

  /** Recovery points first: a high watermark is never ahead of what they say after a clean stop. */
  async #checkpoint(): Promise<void> {
    this.#hasChanged = false;
    await this.#checkpoints.write('recoveryPoint');
    await this.#checkpoints.write('highWatermark');
    await this.#checkpoints.write('logStart');
  }

  #arm(): void {
    if (this.#isClosed || this.#failure !== null) return;
    this.#timer = this.#options.clock.setTimeout(() => {
      this.#sweeping = this.#sweep();
    }, this.#limits.checkpointIntervalMs);
  }

  /** The one timer of the directory: nothing is done for logs that did not change. */
  async #sweep(): Promise<void> {
    try {
      await this.#guarded(async () => {
        await this.#flushOld();
        if (this.#hasChanged) await this.#checkpoint();
        await this.#files.closeIdle(this.#limits.openFileIdleMs);
        await this.#removals.run();
        const sinceMs = this.#options.clock.monotonicMs() - this.#retainedAtMs;
        if (sinceMs >= this.#limits.retentionCheckIntervalMs) await this.enforceRetention();
      });
    } catch (error) {
      this.#options.logger.log('error', 'the sweep of the log directory failed', { path: this.#options.path, error });
    }
    this.#arm();
  }

  /** `flush.ms`: what is not durable for so long is synced; at the sweep's pace. */
  async #flushOld(): Promise<void> {
    if (this.#options.flushMode === 'batch') return;
    for (const { log } of this.#logs.values()) {
      if (log.settings.flushMs !== null && log.recoveryPoint < log.logEndOffset) await log.flush();
    }
  }

  async #unlessCorrupt(place: string, action: Promise<void>): Promise<void> {
    try {
      await action;
    } catch (error) {
      if (!(error instanceof StorageError) || error.code === 'YAK_STORAGE_IO') throw error;
      this.#options.logger.log('error', 'maintenance of a log failed', { path: place, error });
    }
  }

  #inTurn<T>(key: string, action: () => Promise<T>): Promise<T> {
    if (this.#isClosed)
      return Promise.reject(new StorageError('YAK_STORAGE_CLOSED', `${this.#options.path} is closed`));
    const before = this.#turns.get(key) ?? Promise.resolve();
    const done = before.then(action);
    const settled = done.then(
      () => undefined,
      () => undefined,
    );
    this.#turns.set(key, settled);
    void settled.then(() => {
      if (this.#turns.get(key) === settled) this.#turns.delete(key);
    });
    return done;
  }

  async #guarded<T>(action: () => Promise<T>): Promise<T> {
    if (this.#failure !== null)
      throw new StorageError(
        'YAK_STORAGE_OFFLINE',
        `${this.#options.path} is offline: ${this.#failure.message}`,
        this.#failure,
      );
    try {
      return await action();
    } catch (error) {
      const failure = storageErrorFrom(error, 'maintenance of the log directory');
      if (failure.code === 'YAK_STORAGE_IO') this.#fail(failure);
      throw failure;
    }
  }
}

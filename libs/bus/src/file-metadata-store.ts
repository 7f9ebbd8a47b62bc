import { BusError } from './bus-error';
import type {
  Expectation,
  MetadataBatch,
  MetadataListener,
  MetadataStore,
  MetadataUnit,
  MetadataWatch,
  StoredRecord,
  UnitResult,
} from './metadata-store';
import type { MetadataFile } from './ports';
import { decodeEntry, encodeEntry } from './store-entry';

/** Calls of `write` that may wait at once. */
const PENDING_WRITES_MAX = 10_000;
/** Changes in the file beyond three for every living key before it is rewritten. */
const STALE_CHANGES_MAX = 1_000;
/** Records in one entry of a rewritten file. */
const RECORDS_PER_ENTRY = 500;

interface PendingWrite {
  readonly units: readonly MetadataUnit[];
  readonly resolve: (results: readonly UnitResult[]) => void;
  readonly reject: (error: BusError) => void;
}

/** What one durable append will have changed. */
interface Round {
  readonly changes: Map<string, StoredRecord>;
  readonly entries: Buffer[];
  readonly inOrder: StoredRecord[];
  revision: number;
}

/**
 * The metadata store of one process: everything in memory, every commit an entry of one append-only file. Writes that
 * arrive while an append is under way share the next one.
 */
export class FileMetadataStore implements MetadataStore {
  readonly #file: MetadataFile;
  /** In the order of their revisions; deletions stay until the file is rewritten. */
  readonly #records = new Map<string, StoredRecord>();
  readonly #listeners = new Set<MetadataListener>();
  #pending: PendingWrite[] = [];
  #draining: Promise<void> | null = null;
  #failure: BusError | null = null;
  #revision = 0;
  #forgottenRevision = 0;
  #changesInFile = 0;

  private constructor(file: MetadataFile) {
    this.#file = file;
    for (const bytes of file.entries()) {
      const entry = decodeEntry(bytes);
      this.#apply(entry.changes, entry.revision);
      this.#forgottenRevision = Math.max(this.#forgottenRevision, entry.forgottenRevision);
    }
  }

  /** Reads the file. Throws BusError YAK_BUS_STORE_FAILED where an entry is none of ours. */
  static open(options: { readonly file: MetadataFile }): FileMetadataStore {
    return new FileMetadataStore(options.file);
  }

  /** Newest revision given out; 0 in an empty store. */
  get revision(): number {
    return this.#revision;
  }

  read(key: string): Promise<StoredRecord | null> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const stored = this.#records.get(key);
    return Promise.resolve(stored === undefined || stored.record === null ? null : stored);
  }

  list(prefix: string): Promise<readonly StoredRecord[]> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const found: StoredRecord[] = [];
    for (const stored of this.#records.values())
      if (stored.record !== null && stored.key.startsWith(prefix)) found.push(stored);
    return Promise.resolve(found);
  }

  write(units: readonly MetadataUnit[]): Promise<readonly UnitResult[]> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.#pending.length >= PENDING_WRITES_MAX) {
      return Promise.reject(
        new BusError('YAK_BUS_OVERLOADED', `${PENDING_WRITES_MAX} writes wait for the metadata file`),
      );
    }
    return new Promise((resolve, reject) => {
      this.#pending.push({ units, resolve, reject });
      this.#draining ??= this.#drain();
    });
  }

  watch(fromRevision: number, listener: MetadataListener): Promise<MetadataWatch> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (fromRevision > 0 && fromRevision < this.#forgottenRevision) {
      return Promise.reject(
        new BusError(
          'YAK_BUS_POSITION_LOST',
          `what was deleted before revision ${this.#forgottenRevision} is forgotten`,
        ),
      );
    }
    const changes: StoredRecord[] = [];
    for (const stored of this.#records.values()) {
      if (stored.revision > fromRevision && (fromRevision > 0 || stored.record !== null)) changes.push(stored);
    }
    listener({ changes, revision: this.#revision });
    this.#listeners.add(listener);
    return Promise.resolve({ stop: () => void this.#listeners.delete(listener) });
  }

  /** Waits for the writes under way; afterwards every call rejects. The file stays its opener's. */
  async close(): Promise<void> {
    while (this.#draining !== null) await this.#draining;
    this.#failure ??= new BusError('YAK_BUS_UNAVAILABLE', 'the metadata store is closed');
    this.#listeners.clear();
  }

  async #drain(): Promise<void> {
    try {
      await Promise.resolve(); // so that everything written in this turn shares one append
      while (this.#pending.length > 0) {
        const writes = this.#pending;
        this.#pending = [];
        await this.#commit(writes);
      }
    } finally {
      this.#draining = null;
    }
  }

  /** Everything in `writes` with one append: durable first, then visible, then answered. */
  async #commit(writes: readonly PendingWrite[]): Promise<void> {
    const round: Round = { changes: new Map(), entries: [], inOrder: [], revision: this.#revision };
    const results = writes.map((write) => write.units.map((unit) => this.#decide(unit, round)));
    try {
      if (this.#failure !== null) throw this.#failure;
      if (round.entries.length > 0) await this.#file.append(round.entries);
    } catch (error) {
      this.#fail(error, writes);
      return;
    }
    if (round.inOrder.length > 0) {
      this.#apply(round.inOrder, round.revision);
      this.#deliver({ changes: round.inOrder, revision: round.revision });
    }
    writes.forEach((write, index) => write.resolve(results[index] ?? []));
    await this.#rewriteWhenStale();
  }

  #decide(unit: MetadataUnit, round: Round): UnitResult {
    const conflict = this.#conflictOf(unit.changes, round) ?? this.#conflictOf(unit.guards ?? [], round);
    if (conflict !== null) return conflict;
    const stored = unit.changes.map(({ key, record }) => {
      round.revision += 1;
      return { key, record, revision: round.revision };
    });
    for (const change of stored) {
      round.changes.set(change.key, change);
      round.inOrder.push(change);
    }
    if (stored.length > 0)
      round.entries.push(encodeEntry({ revision: round.revision, forgottenRevision: 0, changes: stored }));
    return { kind: 'applied', revision: round.revision };
  }

  #conflictOf(expectations: readonly Expectation[], round: Round): UnitResult | null {
    for (const { key, expectedRevision } of expectations) {
      const stored = round.changes.get(key) ?? this.#records.get(key);
      const revision = stored === undefined || stored.record === null ? 0 : stored.revision;
      if (revision !== expectedRevision) return { kind: 'conflict', key, revision };
    }
    return null;
  }

  #apply(changes: readonly StoredRecord[], revision: number): void {
    for (const change of changes) {
      this.#records.delete(change.key); // so that the map stays in the order of revisions
      this.#records.set(change.key, change);
    }
    this.#revision = Math.max(this.#revision, revision);
    this.#changesInFile += changes.length;
  }

  #deliver(batch: MetadataBatch): void {
    for (const listener of this.#listeners) listener(batch);
  }

  /** Whether the append reached the disk is not known: the store says nothing more rather than something wrong. */
  #fail(cause: unknown, writes: readonly PendingWrite[]): void {
    const failure =
      cause instanceof BusError ? cause : new BusError('YAK_BUS_STORE_FAILED', 'the metadata file failed', { cause });
    this.#failure = failure;
    for (const write of [...writes, ...this.#pending]) write.reject(failure);
    this.#pending = [];
  }

  async #rewriteWhenStale(): Promise<void> {
    if (this.#changesInFile <= 3 * this.#records.size + STALE_CHANGES_MAX) return;
    const living = [...this.#records.values()].filter((stored) => stored.record !== null);
    const entries: Buffer[] = [];
    for (let start = 0; start === 0 || start < living.length; start += RECORDS_PER_ENTRY) {
      const changes = living.slice(start, start + RECORDS_PER_ENTRY);
      entries.push(encodeEntry({ revision: this.#revision, forgottenRevision: this.#revision, changes }));
    }
    try {
      await this.#file.rewrite(entries);
    } catch (error) {
      this.#fail(error, []);
      return;
    }
    for (const [key, stored] of this.#records) if (stored.record === null) this.#records.delete(key);
    this.#forgottenRevision = this.#revision;
    this.#changesInFile = living.length;
  }
}

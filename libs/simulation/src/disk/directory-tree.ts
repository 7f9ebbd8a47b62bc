import type { Random } from '@yak/base';
import { SimulatedFile } from './simulated-file';

type Names = Map<string, SimulatedDirectory | SimulatedFile>;

class SimulatedDirectory {
  readonly entries: Names = new Map();
  /** the names as of the last sync of this directory */
  durable: Names = new Map();
  /** renames inside this directory since then, oldest first */
  renames: Rename[] = [];
}

interface Rename {
  readonly from: string;
  readonly to: string;
  readonly node: SimulatedDirectory | SimulatedFile;
}

/** Directories and names of a simulated disk, and which of the names are durable. Paths are absolute or not, with `/`. */
export class DirectoryTree {
  readonly #root: SimulatedDirectory;

  constructor(root = new SimulatedDirectory()) {
    this.#root = root;
  }

  #node(path: string): SimulatedDirectory | SimulatedFile | null {
    let node: SimulatedDirectory | SimulatedFile | null = this.#root;
    for (const name of partsOf(path)) {
      if (!(node instanceof SimulatedDirectory)) return null;
      node = node.entries.get(name) ?? null;
    }
    return node;
  }

  #parent(path: string): { directory: SimulatedDirectory | null; name: string } {
    const parts = partsOf(path);
    const name = parts.pop() ?? '';
    const directory = this.#node(parts.join('/'));
    return { directory: directory instanceof SimulatedDirectory ? directory : null, name };
  }

  file(path: string): SimulatedFile | null {
    const node = this.#node(path);
    return node instanceof SimulatedFile ? node : null;
  }

  /** The file, made where it is absent; its directories too. */
  create(path: string): SimulatedFile {
    const known = this.file(path);
    if (known !== null) return known;
    const file = new SimulatedFile();
    const parts = partsOf(path);
    const name = parts.pop() ?? '';
    this.makeDirectory(parts.join('/')).entries.set(name, file);
    return file;
  }

  makeDirectory(path: string): SimulatedDirectory {
    let directory = this.#root;
    for (const name of partsOf(path)) {
      const known = directory.entries.get(name);
      const next = known instanceof SimulatedDirectory ? known : new SimulatedDirectory();
      if (next !== known) directory.entries.set(name, next);
      directory = next;
    }
    return directory;
  }

  list(path: string): { name: string; isDirectory: boolean }[] {
    const node = this.#node(path);
    if (!(node instanceof SimulatedDirectory)) return [];
    return [...node.entries].map(([name, entry]) => ({ name, isDirectory: entry instanceof SimulatedDirectory }));
  }

  remove(path: string): void {
    const { directory, name } = this.#parent(path);
    directory?.entries.delete(name);
  }

  /** False where `from` is absent. */
  rename(from: string, to: string): boolean {
    const source = this.#parent(from);
    const target = this.#parent(to);
    const node = source.directory?.entries.get(source.name);
    if (node === undefined || target.directory === null) return false;
    source.directory?.entries.delete(source.name);
    target.directory.entries.set(target.name, node);
    if (source.directory === target.directory)
      target.directory.renames.push({ from: source.name, to: target.name, node });
    return true;
  }

  syncDirectory(path: string): void {
    const node = this.#node(path);
    if (node instanceof SimulatedDirectory) makeNamesDurable(node);
  }

  /** Makes every name durable. */
  syncAll(): void {
    const visit = (directory: SimulatedDirectory): void => {
      makeNamesDurable(directory);
      for (const entry of directory.entries.values()) if (entry instanceof SimulatedDirectory) visit(entry);
    };
    visit(this.#root);
  }

  usedBytes(): number {
    return this.#files().reduce((sum, { file }) => sum + file.content.length, 0);
  }

  paths(): string[] {
    return this.#files()
      .map(({ path }) => path)
      .sort();
  }

  #files(): { path: string; file: SimulatedFile }[] {
    const found: { path: string; file: SimulatedFile }[] = [];
    const visit = (directory: SimulatedDirectory, prefix: string): void => {
      for (const [name, entry] of directory.entries) {
        if (entry instanceof SimulatedFile) found.push({ path: `${prefix}/${name}`, file: entry });
        else visit(entry, `${prefix}/${name}`);
      }
    };
    visit(this.#root, '');
    return found;
  }

  /** The tree after a power cut: in each directory the synced names, or the newest ones, or for each changed name one of the two; a rename happened or it did not. */
  survivor(random: Random): DirectoryTree {
    const survivors = new Map<SimulatedDirectory | SimulatedFile, SimulatedDirectory | SimulatedFile>();
    const survive = (node: SimulatedDirectory | SimulatedFile): SimulatedDirectory | SimulatedFile => {
      const known = survivors.get(node);
      if (known !== undefined) return known;
      if (node instanceof SimulatedFile) {
        const file = node.survivor(random);
        survivors.set(node, file);
        return file;
      }
      const directory = new SimulatedDirectory();
      survivors.set(node, directory);
      for (const [name, entry] of survivingNames(node, random)) directory.entries.set(name, survive(entry));
      directory.durable = new Map(directory.entries);
      return directory;
    };
    const root = survive(this.#root);
    return new DirectoryTree(root instanceof SimulatedDirectory ? root : new SimulatedDirectory());
  }
}

function survivingNames(directory: SimulatedDirectory, random: Random): Names {
  const { durable, entries } = directory;
  const luck = random.below(3);
  if (luck === 0) return durable;
  if (luck === 1) return entries;
  const mixed: Names = new Map();
  for (const name of new Set([...durable.keys(), ...entries.keys()])) {
    const before = durable.get(name);
    const after = entries.get(name);
    const kept = before === after || random.below(2) === 0 ? before : after;
    if (kept !== undefined) mixed.set(name, kept);
  }
  for (const { from, to, node } of directory.renames) {
    // a journal writes both names of a rename or neither: what was renamed is never under no name at all
    const isMadeUnder = durable.get(from) === node;
    if (isMadeUnder && entries.get(to) === node && ![...mixed.values()].includes(node)) mixed.set(to, node);
  }
  return mixed;
}

function makeNamesDurable(directory: SimulatedDirectory): void {
  directory.durable = new Map(directory.entries);
  directory.renames = [];
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** Entries of one fixed size in one growing buffer, as an index file has them; knows how much of it is on disk. */
export class EntryTable {
  #bytes: Buffer;
  #length: number;
  /** Bytes of the file that are as they are here. */
  persistedBytes: number;

  /**
   * @param entryBytes size of one entry
   * @param content    what the file holds; empty for a new one
   */
  constructor(
    readonly entryBytes: number,
    content: Buffer = Buffer.alloc(0),
  ) {
    this.#bytes = content;
    this.#length = content.length - (content.length % entryBytes);
    this.persistedBytes = this.#length;
  }

  get count(): number {
    return this.#length / this.entryBytes;
  }

  get sizeInBytes(): number {
    return this.#length;
  }

  /** Entries from the last one that is on disk already. */
  get unpersisted(): Buffer {
    return this.#bytes.subarray(this.persistedBytes, this.#length);
  }

  get content(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Makes room for one entry at the end; the caller fills it in at the position returned. */
  grow(): { readonly bytes: Buffer; readonly position: number } {
    if (this.#length + this.entryBytes > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(this.entryBytes * 8, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    const position = this.#length;
    this.#length += this.entryBytes;
    return { bytes: this.#bytes, position };
  }

  position(index: number): number {
    return index * this.entryBytes;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  keep(count: number): void {
    this.#length = count * this.entryBytes;
    this.persistedBytes = Math.min(this.persistedBytes, this.#length);
  }

  /** How many entries in front satisfy `holds`, which is true up to some entry and false from there on. */
  countWhile(holds: (position: number) => boolean): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.position(middle))) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

import type { ByteReader } from './byte-reader';
import type { ByteWriter } from './byte-writer';
import { compileReader, type CompiledReader, type Int64Reading } from './compile-reader';
import { compileWriter, type CompiledWriter } from './compile-writer';
import type { Layout } from './layout';
import type { MessageInputOf, MessageOf, MessageSchema } from './schema';

/**
 * One message in all its versions. Making one costs nothing; the reader and the writer of a version are compiled at their
 * first use and kept.
 */
export class MessageCodec<S extends MessageSchema> {
  private readonly readers: (CompiledReader | undefined)[] = [];
  private readonly exactReaders: (CompiledReader | undefined)[] = [];
  private readonly writers: (CompiledWriter | undefined)[] = [];

  /** @param flexibleFrom first version with compact lengths and tagged fields, null when none has */
  constructor(
    readonly schema: S,
    readonly flexibleFrom: number | null,
  ) {}

  /** Whether the version has compact lengths and tagged fields (KIP-482). */
  isFlexible(version: number): boolean {
    return this.flexibleFrom !== null && version >= this.flexibleFrom;
  }

  /** Reads the message at the reader's position. Throws MalformedRequest. The version is one that the schema describes. */
  read(version: number, reader: ByteReader, int64: Int64Reading = 'number'): MessageOf<S> {
    const readers = int64 === 'number' ? this.readers : this.exactReaders;
    const read = (readers[version] ??= compileReader(this.schema, this.layout(version), int64));
    return read(reader) as MessageOf<S>;
  }

  /** Appends the message to the writer. Fields that the version does not have are left out silently. */
  write(version: number, writer: ByteWriter, message: MessageInputOf<S>): void {
    const write = (this.writers[version] ??= compileWriter(this.schema, this.layout(version)));
    write(writer, message as object);
  }

  private layout(version: number): Layout {
    return { version, isFlexible: this.isFlexible(version) };
  }
}

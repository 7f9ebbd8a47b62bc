import type { ByteReader } from './byte-reader';
import { STRING_BYTES_MAX, UNKNOWN_TAGS_MAX } from './decode-budget';
import { defaultOf, fixedSize, minimumSize, objectBytes, presentFields, taggedFields, type Layout } from './layout';
import { fieldsOf, isNullable, isPresent, type Field } from './schema';
import { SourceText } from './source-text';

/** Reads one message at the reader's position. Throws MalformedRequest. */
export type CompiledReader = (reader: ByteReader) => object;

/** How readers give an int64 beyond ±(2^53 − 1): rounded to a number, or exactly as a bigint. */
export type Int64Reading = 'number' | 'exact';

/**
 * Makes the reader of one version of a message: straight code with `p` for the position, `b` for the bytes and `e` for
 * their end in local variables, one check of the end per run of fields of fixed size.
 */
export function compileReader(schema: Field, layout: Layout, int64: Int64Reading): CompiledReader {
  const generator = new ReaderSource(layout, int64);
  generator.source.line('const b = r.bytes, e = b.length; let p = r.position, n = 0;');
  const result = generator.structOf(schema, '');
  generator.source.line(`r.position = p; return ${result};`);
  return generator.source.compile('r') as CompiledReader;
}

class ReaderSource {
  readonly source = new SourceText();

  constructor(
    private readonly layout: Layout,
    private readonly int64: Int64Reading,
  ) {}

  /** Emits the reading of a struct's fields; gives the expression that makes its object. */
  structOf(schema: Field, path: string): string {
    const names = new Map<string, string>();
    const inRow = presentFields(schema, this.layout.version).filter(([, field]) => field.tag === null);
    for (let index = 0; index < inRow.length;) index = this.run(inRow, index, { names, path });
    if (this.layout.isFlexible) this.tags(schema, names, path);
    const members = Object.entries(fieldsOf(schema)).map(([name, field]) => {
      const value = isPresent(field, this.layout.version) ? names.get(name) : undefined;
      return `${JSON.stringify(name)}: ${value ?? this.source.constant(defaultOf(field))}`;
    });
    return `{ ${members.join(', ')} }`;
  }

  /** Emits one field of varying size, or all the neighbours of fixed size after one check of the end. Gives the next index. */
  private run(fields: [string, Field][], start: number, into: { names: Map<string, string>; path: string }): number {
    let size = 0;
    let end = start;
    for (let entry = fields[end]; entry !== undefined; entry = fields[end]) {
      const fixed = fixedSize(entry[1]);
      if (fixed === null) break;
      into.names.set(entry[0], this.source.variable(this.fixed(entry[1], size), true));
      size += fixed;
      end += 1;
    }
    if (end > start) {
      this.source.flushDeferred(`if (p + ${size} > e) r.short();`);
      this.source.line(`p += ${size};`);
      return end;
    }
    const entry = fields[start];
    if (entry !== undefined) into.names.set(entry[0], this.varying(entry[1], `${into.path}${entry[0]}`));
    return start + 1;
  }

  private fixed(field: Field, at: number): string {
    const byte = (index: number): string => `b[p + ${at + index}]`;
    const word = (index: number): string =>
      `(${byte(index)} << 24 | ${byte(index + 1)} << 16 | ${byte(index + 2)} << 8 | ${byte(index + 3)})`;
    switch (field.kind) {
      case 'bool':
        return `${byte(0)} !== 0`;
      case 'int8':
        return `${byte(0)} << 24 >> 24`;
      case 'int16':
        return `(${byte(0)} << 24 | ${byte(1)} << 16) >> 16`;
      case 'uint16':
        return `${byte(0)} << 8 | ${byte(1)}`;
      case 'int32':
        return word(0);
      case 'uint32':
        return `${word(0)} >>> 0`;
      case 'int64':
        return this.int64 === 'exact' ? `r.exactInt64(p + ${at})` : `${word(0)} * 4294967296 + (${word(4)} >>> 0)`;
      case 'float64':
        return `b.readDoubleBE(p + ${at})`;
      default:
        return `b.toString('hex', p + ${at}, p + ${at} + 16)`;
    }
  }

  private field(field: Field, path: string): string {
    const size = fixedSize(field);
    if (size === null) return this.varying(field, path);
    this.source.line(`if (p + ${size} > e) r.short();`);
    const name = this.source.variable(this.fixed(field, 0));
    this.source.line(`p += ${size};`);
    return name;
  }

  private varying(field: Field, path: string): string {
    if (field.kind === 'array') return this.array(field, path);
    if (field.kind === 'struct') return this.struct(field, path);
    const isText = field.kind === 'string';
    const value = this.source.variable('null');
    this.length(field, path, isText ? 2 : 4);
    this.source.open('if (n >= 0) {');
    if (isText && this.layout.isFlexible)
      this.source.line(`if (n > ${STRING_BYTES_MAX}) r.fail('${path} is too long');`);
    this.source.line('if (n > e - p) r.short();');
    this.source.line(`${value} = ${isText ? "b.toString('utf8', p, p + n)" : 'b.subarray(p, p + n)'}; p += n;`);
    if (isText) this.sameText(value, path);
    this.source.close('}');
    return value;
  }

  /**
   * Emits the check that a text which was read can be written: a byte that is no UTF-8 becomes a character of three bytes, so that
   * a text within the limit may grow beyond it.
   */
  private sameText(value: string, path: string): void {
    const isGrown = `n * 3 > ${STRING_BYTES_MAX} && Buffer.byteLength(${value}) > ${STRING_BYTES_MAX}`;
    this.source.line(`if (${isGrown}) r.fail('${path} is no UTF-8');`);
  }

  /** Emits the reading of a length into `n`; −1 is null, which is refused unless the version allows it. */
  private length(field: Field, path: string, width: 2 | 4): void {
    if (this.layout.isFlexible) {
      this.uvarint();
      this.source.line('n -= 1;');
    } else {
      this.source.line(`if (p + ${width} > e) r.short();`);
      const narrow = '(b[p] << 24 | b[p + 1] << 16) >> 16';
      this.source.line(
        `n = ${width === 2 ? narrow : 'b[p] << 24 | b[p + 1] << 16 | b[p + 2] << 8 | b[p + 3]'}; p += ${width};`,
      );
    }
    const fault = isNullable(field, this.layout.version)
      ? `if (n < -1) r.fail('${path} has a negative length');`
      : `if (n < 0) r.fail('${path} is null');`;
    this.source.line(fault);
  }

  private uvarint(): void {
    this.source.line('if (p >= e) r.short();');
    this.source.line('n = b[p++]; if (n > 127) { r.position = p - 1; n = r.uvarint(); p = r.position; }');
  }

  private array(field: Field, path: string): string {
    const element = field.element ?? field;
    const value = this.source.variable('null');
    this.length(field, path, 4);
    this.source.open('if (n >= 0) {');
    this.source.line(
      `if (n > (e - p) / ${minimumSize(element, this.layout)}) r.fail('${path} promises more than the frame holds');`,
    );
    this.source.line(`r.charge(n, ${objectBytes(element)}); ${value} = new Array(n);`);
    const index = this.source.freshName();
    const count = this.source.freshName();
    this.source.open(`for (let ${index} = 0, ${count} = n; ${index} < ${count}; ${index} += 1) {`);
    this.source.line(`${value}[${index}] = ${this.field(element, `${path}[]`)};`);
    this.source.close('}');
    this.source.close('}');
    return value;
  }

  private struct(field: Field, path: string): string {
    if (!isNullable(field, this.layout.version)) return this.source.variable(this.structOf(field, `${path}.`));
    const value = this.source.variable('null');
    this.source.line('if (p >= e) r.short();');
    this.source.line(`n = b[p++]; if (n !== 1 && n !== 255) r.fail('${path} is neither there nor null');`);
    this.source.open('if (n === 1) {');
    this.source.line(`${value} = ${this.structOf(field, `${path}.`)};`);
    this.source.close('}');
    return value;
  }

  /** Emits the section of tagged fields: known ones into variables, unknown ones skipped within the limits. */
  private tags(schema: Field, names: Map<string, string>, path: string): void {
    const known = taggedFields(schema, this.layout.version);
    this.source.line('if (p >= e) r.short();');
    if (known.length === 0) {
      this.source.line('if (b[p] === 0) p += 1; else { r.position = p; r.skipTags(); p = r.position; }');
      return;
    }
    for (const [name, field] of known) names.set(name, this.source.variable(this.source.constant(defaultOf(field))));
    const [count, previous, tag, stop, index] = [0, 1, 2, 3, 4].map(() => this.source.freshName());
    this.uvarint();
    this.source.line(
      `if (n > ${known.length + UNKNOWN_TAGS_MAX}) r.fail('more unknown tagged fields than one struct may have');`,
    );
    this.source.open(`for (let ${index} = 0, ${count} = n, ${previous} = -1; ${index} < ${count}; ${index} += 1) {`);
    this.uvarint();
    this.source.line(`const ${tag} = n; if (n <= ${previous}) r.fail('tagged fields out of order'); ${previous} = n;`);
    this.uvarint();
    this.source.line(`if (n > e - p) r.short(); const ${stop} = p + n;`);
    this.source.open(`switch (${tag}) {`);
    for (const [name, field, number] of known) {
      this.source.open(`case ${number}: {`);
      this.source.line(`${names.get(name)} = ${this.field(field, `${path}${name}`)};`);
      this.source.line(`if (p !== ${stop}) r.fail('${path}${name} has another size than its tag says');`);
      this.source.close('break; }');
    }
    this.source.line(`default: r.charge(1, 0); p = ${stop};`);
    this.source.close('}');
    this.source.close('}');
  }
}

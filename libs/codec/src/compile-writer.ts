import type { ByteWriter } from './byte-writer';
import { defaultOf, fixedSize, presentFields, taggedFields, type Layout } from './layout';
import { fieldsOf, isNullable, type Field } from './schema';
import { SourceText } from './source-text';

/** Writes one message after what the writer has. A field that the version does not have is left out silently. */
export type CompiledWriter = (writer: ByteWriter, message: object) => void;

/** Makes the writer of one version of a message: one reserve per run of fields of fixed size, stores in place. */
export function compileWriter(schema: Field, layout: Layout): CompiledWriter {
  const generator = new WriterSource(layout);
  generator.source.line('let p = 0, b = w.bytes;');
  generator.structOf(schema, 'm', '');
  return generator.source.compile('w', 'm') as CompiledWriter;
}

class WriterSource {
  readonly source = new SourceText();

  constructor(private readonly layout: Layout) {}

  /** Emits the writing of the struct that the expression gives. */
  structOf(schema: Field, struct: string, path: string): void {
    const inRow = presentFields(schema, this.layout.version).filter(([, field]) => field.tag === null);
    for (let index = 0; index < inRow.length;) index = this.run(inRow, index, { struct, path });
    if (this.layout.isFlexible) this.tags(schema, struct, path);
  }

  private run(fields: [string, Field][], start: number, from: { struct: string; path: string }): number {
    let size = 0;
    let end = start;
    const stores: string[] = [];
    for (let entry = fields[end]; entry !== undefined; entry = fields[end]) {
      const fixed = fixedSize(entry[1]);
      if (fixed === null) break;
      stores.push(this.fixed(entry[1], this.valueOf(entry, from.struct), size));
      size += fixed;
      end += 1;
    }
    if (end > start) {
      this.source.line(`p = w.reserve(${size}); b = w.bytes;`);
      for (const store of stores) this.source.line(store);
      return end;
    }
    const entry = fields[start];
    if (entry !== undefined) this.varying(entry[1], this.valueOf(entry, from.struct), `${from.path}${entry[0]}`);
    return start + 1;
  }

  private valueOf([name, field]: [string, Field], struct: string): string {
    const value = this.source.variable(`${struct}[${JSON.stringify(name)}]`);
    this.source.line(`if (${value} === undefined) ${value} = ${this.source.constant(defaultOf(field))};`);
    return value;
  }

  private fixed(field: Field, value: string, at: number): string {
    const bytes = (count: number): string =>
      Array.from({ length: count }, (_, index) => {
        const shift = 8 * (count - 1 - index);
        return `b[p + ${at + index}] = ${shift === 0 ? value : `${value} >>> ${shift}`};`;
      }).join(' ');
    switch (field.kind) {
      case 'bool':
        return `b[p + ${at}] = ${value} ? 1 : 0;`;
      case 'int8':
        return bytes(1);
      case 'int16':
      case 'uint16':
        return bytes(2);
      case 'int32':
      case 'uint32':
        return bytes(4);
      case 'int64':
        return `w.putInt64(p + ${at}, ${value});`;
      case 'float64':
        return `b.writeDoubleBE(${value}, p + ${at});`;
      default:
        return `w.putUuid(p + ${at}, ${value});`;
    }
  }

  private field(field: Field, value: string, path: string): void {
    const size = fixedSize(field);
    if (size === null) {
      this.varying(field, value, path);
    } else {
      this.source.line(`p = w.reserve(${size}); b = w.bytes;`);
      this.source.line(this.fixed(field, value, 0));
    }
  }

  private varying(field: Field, value: string, path: string): void {
    this.source.open(`if (${value} === null) {`);
    this.source.line(this.nothing(field, path));
    this.source.close('} else {');
    this.something(field, value, path);
    this.source.close('}');
  }

  private nothing(field: Field, path: string): string {
    if (!isNullable(field, this.layout.version)) return `w.refuseNull(${JSON.stringify(path)});`;
    if (field.kind === 'struct') return 'w.int8(255);';
    if (this.layout.isFlexible) return 'w.int8(0);';
    return field.kind === 'string' ? 'w.int16(-1);' : 'w.int32(-1);';
  }

  private something(field: Field, value: string, path: string): void {
    const { isFlexible, version } = this.layout;
    switch (field.kind) {
      case 'string':
        this.source.line(`w.${isFlexible ? 'compactString' : 'string'}(${value}, ${field.cut});`);
        break;
      case 'bytes':
      case 'records':
        this.source.line(`w.${isFlexible ? 'compactByteField' : 'byteField'}(${value});`);
        break;
      case 'struct':
        if (isNullable(field, version)) this.source.line('w.int8(1);');
        this.structOf(field, value, `${path}.`);
        break;
      default:
        this.array(field, value, path);
    }
  }

  private array(field: Field, value: string, path: string): void {
    const element = field.element ?? field;
    const item = this.source.freshName();
    this.source.line(this.layout.isFlexible ? `w.uvarint(${value}.length + 1);` : `w.int32(${value}.length);`);
    this.source.open(`for (const ${item} of ${value}) {`);
    this.field(element, item, `${path}[]`);
    this.source.close('}');
  }

  /** Emits the section of tagged fields: those that differ from their defaults, each with its size before it. */
  private tags(schema: Field, struct: string, path: string): void {
    const known = taggedFields(schema, this.layout.version);
    if (known.length === 0) {
      this.source.line('p = w.reserve(1); w.bytes[p] = 0;');
      return;
    }
    const count = this.source.variable('0');
    const values = known.map(([name, field, tag]) => {
      const value = this.valueOf([name, field], struct);
      const differs = this.source.variable(this.differs(field, value));
      this.source.line(`if (${differs}) ${count} += 1;`);
      return { name, field, tag, value, differs };
    });
    this.source.line(`w.uvarint(${count});`);
    for (const { name, field, tag, value, differs } of values) {
      const mark = this.source.freshName();
      this.source.open(`if (${differs}) {`);
      this.source.line(`w.uvarint(${tag}); const ${mark} = w.openTag();`);
      this.field(field, value, `${path}${name}`);
      this.source.line(`w.closeTag(${mark});`);
      this.source.close('}');
    }
  }

  /** An expression: whether the value is not the field's default. */
  private differs(field: Field, value: string): string {
    if (field.defaultValue === null) return `${value} !== null`;
    switch (field.kind) {
      case 'array':
      case 'bytes':
      case 'records':
        return `(${value} === null || ${value}.length !== 0)`;
      case 'struct':
        return this.structDiffers(field, value);
      default:
        return `${value} !== ${this.source.constant(defaultOf(field))}`;
    }
  }

  private structDiffers(struct: Field, value: string): string {
    const parts = Object.entries(fieldsOf(struct)).map(([name, field]) => {
      const member = `${value}[${JSON.stringify(name)}]`;
      return `(${member} !== undefined && ${this.differs(field, member)})`;
    });
    return `(${value} === null || ${value} !== ${this.source.constant(defaultOf(struct))} && (${parts.join(' || ') || 'false'}))`;
  }
}

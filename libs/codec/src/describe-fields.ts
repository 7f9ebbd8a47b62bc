import { presentFields, taggedFields } from './layout';
import { isNullable, type Field } from './schema';

/** One field of one version, as plain values: for comparison with other descriptions of the protocol and for listings. */
export interface DescribedField {
  readonly name: string;
  /** A kind, or `[]` before one. */
  readonly type: string;
  readonly nullable: boolean;
  readonly tag: number | null;
  /** Of structs and arrays of structs. */
  readonly fields?: DescribedField[];
}

/** The fields of one version: those in the row in wire order, then the tagged ones by tag. */
export function describeFields(struct: Field, version: number): DescribedField[] {
  const inRow = presentFields(struct, version).filter(([, field]) => field.tag === null);
  return [...inRow, ...taggedFields(struct, version)].map(([name, field]) => describeField(name, field, version));
}

function describeField(name: string, field: Field, version: number): DescribedField {
  const inner = field.element ?? field;
  const described = {
    name,
    type: field.element === null ? field.kind : `[]${inner.kind}`,
    nullable: isNullable(field, version),
    tag: field.tag,
  };
  return inner.kind === 'struct' ? { ...described, fields: describeFields(inner, version) } : described;
}

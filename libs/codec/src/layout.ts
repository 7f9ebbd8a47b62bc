import { fieldsOf, isNullable, isPresent, type Field } from './schema';

/** What version of which encoding is compiled. */
export interface Layout {
  readonly version: number;
  /** Compact lengths and tagged fields (KIP-482). */
  readonly isFlexible: boolean;
}

const FIXED_SIZES: Partial<Record<Field['kind'], number>> = {
  bool: 1,
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  float64: 8,
  uuid: 16,
};

/** Bytes of a field whose size never varies, else null. */
export function fixedSize(field: Field): number | null {
  return FIXED_SIZES[field.kind] ?? null;
}

/** Name and field of what the version has, in wire order. */
export function presentFields(struct: Field, version: number): [name: string, field: Field][] {
  return Object.entries(fieldsOf(struct)).filter(([, field]) => isPresent(field, version));
}

/** The version's tagged fields, by tag. */
export function taggedFields(struct: Field, version: number): [name: string, field: Field, tag: number][] {
  return presentFields(struct, version)
    .flatMap(([name, field]): [string, Field, number][] => (field.tag === null ? [] : [[name, field, field.tag]]))
    .sort((one, other) => one[2] - other[2]);
}

/** Fewest bytes that the field takes in this layout: what a promised array length is held against. At least 1. */
export function minimumSize(field: Field, layout: Layout): number {
  const fixed = fixedSize(field);
  if (fixed !== null) return fixed;
  if (field.kind === 'struct') return Math.max(1, structSize(field, layout));
  if (layout.isFlexible) return 1;
  return field.kind === 'string' ? 2 : 4;
}

function structSize(struct: Field, layout: Layout): number {
  if (isNullable(struct, layout.version)) return 1;
  let size = layout.isFlexible ? 1 : 0;
  for (const [, field] of presentFields(struct, layout.version))
    if (field.tag === null) size += minimumSize(field, layout);
  return size;
}

/** Estimated bytes that one decoded field occupies in this process, without the elements of arrays, which pay for themselves. */
export function objectBytes(field: Field): number {
  switch (field.kind) {
    case 'struct': {
      let size = 56;
      for (const inner of Object.values(fieldsOf(field))) size += objectBytes(inner);
      return Math.max(100, size);
    }
    case 'array':
      return 40;
    case 'bytes':
    case 'records':
      return 104;
    case 'string':
    case 'uuid':
      return 40;
    default:
      return 16;
  }
}

const structDefaults = new WeakMap<Field, object>();

/** The field's default: what it is in versions without it. The object of a struct is shared and frozen. */
export function defaultOf(field: Field): unknown {
  if (field.kind === 'array' && field.defaultValue !== null) return EMPTY;
  if (field.kind !== 'struct' || field.defaultValue === null) return field.defaultValue;
  let value = structDefaults.get(field);
  if (value === undefined) {
    value = Object.freeze(
      Object.fromEntries(Object.entries(fieldsOf(field)).map(([name, inner]) => [name, defaultOf(inner)])),
    );
    structDefaults.set(field, value);
  }
  return value;
}

const EMPTY: readonly unknown[] = Object.freeze([]);

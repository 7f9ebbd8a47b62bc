/** What a field is on the wire; `array` and `struct` hold others. The names are those of Kafka's message schemas. */
export type FieldKind =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'float64'
  | 'string'
  | 'bytes'
  | 'records'
  | 'uuid'
  | 'array'
  | 'struct';

declare const types: unique symbol;

/**
 * One field of a message as a value. Made by the functions of this file, read by the compilers.
 * `Decoded` is what a reader gives, `Input` what a writer takes, `Omittable` whether a writer may be given nothing.
 */
export interface Field<Decoded = unknown, Input = unknown, Omittable extends boolean = boolean> {
  readonly kind: FieldKind;
  /** First message version that has the field. */
  readonly since: number;
  /** Last message version that has the field, inclusive; Infinity when it is still there. */
  readonly until: number;
  /** First message version in which it may be null; Infinity when never. */
  readonly nullableSince: number;
  /** Its number among the tagged fields, null when it has its place in the row. */
  readonly tag: number | null;
  /** What a reader gives where the version has no such field, and a writer writes where the input has none. */
  readonly defaultValue: unknown;
  /** Whether a text too long for the wire is cut instead of being a fault of the writer. */
  readonly cut: boolean;
  /** Of an array: what it holds. */
  readonly element: Field | null;
  /** Of a struct: its fields in wire order. */
  readonly fields: Fields | null;
  readonly [types]?: { readonly decoded: Decoded; readonly input: Input; readonly omittable: Omittable };
}

/** The fields of a struct by name, in wire order. */
export type Fields = Readonly<Record<string, Field>>;

type Types<F> = F extends { readonly [types]?: infer T } ? NonNullable<T> : never;
type DecodedOf<F> = Types<F> extends { readonly decoded: infer D } ? D : never;
type InputOf<F> = Types<F> extends { readonly input: infer I } ? I : never;
type IsOmittable<F> = Types<F> extends { readonly omittable: true } ? true : false;

type DecodedStruct<F extends Fields> = { readonly [Name in keyof F]: DecodedOf<F[Name]> };
type InputStruct<F extends Fields> = {
  readonly [Name in keyof F as IsOmittable<F[Name]> extends true ? never : Name]: InputOf<F[Name]>;
} & {
  readonly [Name in keyof F as IsOmittable<F[Name]> extends true ? Name : never]?: InputOf<F[Name]> | undefined;
};

/** A message: a struct that is not inside of another. */
export type MessageSchema = Field<object, object> & { readonly kind: 'struct'; readonly fields: Fields };

/** What decoding gives: every field of every version; the default where the version has none. */
export type MessageOf<S> = DecodedOf<S>;

/** What encoding takes: fields with options (a version bound, a tag, a default) may be left out. */
export type MessageInputOf<S> = InputOf<S>;

/** Options of a field. Without any, a writer must be given the field. */
export interface FieldOptions<Value> {
  /** First message version that has the field; 0. */
  readonly since?: number;
  /** Last message version that has the field, inclusive; for ever. */
  readonly until?: number;
  /** Its number among the tagged fields of its struct (KIP-482); a tagged field equal to its default is not written. */
  readonly tag?: number;
  /** Value where there is none; 0, false, '', no bytes, no elements, the zero id. */
  readonly default?: Value;
}

/** Options of a text. */
export interface StringOptions extends FieldOptions<string> {
  /** Text for people: where it is too long for the wire it is cut. */
  readonly cut?: boolean;
}

const NONE: FieldOptions<never> = {};

interface Contents {
  readonly element: Field | null;
  readonly fields: Fields | null;
}
const NO_CONTENTS: Contents = { element: null, fields: null };

function makeField(
  kind: FieldKind,
  options: FieldOptions<unknown>,
  zero: unknown,
  contents: Contents = NO_CONTENTS,
): Field {
  return {
    kind,
    since: options.since ?? 0,
    until: options.until ?? Infinity,
    nullableSince: Infinity,
    tag: options.tag ?? null,
    defaultValue: options.default ?? zero,
    cut: (options as StringOptions).cut ?? false,
    element: contents.element,
    fields: contents.fields,
  };
}

interface MakesNumber {
  <T extends number = number>(): Field<T, number, false>;
  <T extends number = number>(options: FieldOptions<number>): Field<T, number, true>;
}
interface MakesText {
  <T extends string = string>(): Field<T, string, false>;
  <T extends string = string>(options: StringOptions): Field<T, string, true>;
}
interface Makes<Decoded, Input> {
  (): Field<Decoded, Input, false>;
  (options: FieldOptions<Input>): Field<Decoded, Input, true>;
}

const simple =
  (kind: FieldKind, zero: unknown) =>
  (options: FieldOptions<unknown> = NONE): Field =>
    makeField(kind, options, zero);

const NO_BYTES = Buffer.alloc(0);

/** One byte; any other than 0 is true. */
export const bool = simple('bool', false) as Makes<boolean, boolean>;
/** Signed, one byte. */
export const int8 = simple('int8', 0) as MakesNumber;
/** Signed, two bytes, big-endian as all. */
export const int16 = simple('int16', 0) as MakesNumber;
/** Unsigned, two bytes. */
export const uint16 = simple('uint16', 0) as MakesNumber;
/** Signed, four bytes. */
export const int32 = simple('int32', 0) as MakesNumber;
/** Unsigned, four bytes. */
export const uint32 = simple('uint32', 0) as MakesNumber;
/**
 * Signed, eight bytes, as a number: exact within ±(2^53 − 1), rounded to the next double beyond (offsets and epochs never
 * get there; a peer's nonsense may). Exact readers give a bigint there; writers take one.
 */
export const int64 = simple('int64', 0) as MakesNumber;
/** IEEE 754 double, eight bytes. */
export const float64 = simple('float64', 0) as MakesNumber;
/** UTF-8 text of at most 32,767 bytes. */
export const string = simple('string', '') as MakesText;
/** A UUID as 32 lower-case hexadecimal digits; the zero id is 32 zeros. */
export const uuid = simple('uuid', '0'.repeat(32)) as MakesText;
/** Bytes: decoded as a view of the frame, encoded by reference when they are many. */
export const bytes = simple('bytes', NO_BYTES) as Makes<Buffer, Buffer>;
/** Record batches: as `bytes`; may be encoded from several buffers, which become one field. */
export const records = simple('records', NO_BYTES) as Makes<Buffer, Buffer | readonly Buffer[]>;

/** The same field, which may also be null: from `since` on, or in all its versions. With `default: null` it is null where absent. */
export function nullable<D, I>(
  field: Field<D, I>,
  options: { since?: number; default: null },
): Field<D | null, I | null, true>;
export function nullable<D, I, O extends boolean>(
  field: Field<D, I, O>,
  options?: { since?: number },
): Field<D | null, I | null, O>;
export function nullable(field: Field, options: { since?: number; default?: null } = {}): Field {
  const defaultValue = options.default === null ? null : field.defaultValue;
  return { ...field, nullableSince: options.since ?? 0, defaultValue };
}

/** Many of one element. Its length is held against the bytes that are left and the decode budget before it is made. */
export function arrayOf<D, I>(element: Field<D, I>): Field<readonly D[], readonly I[], false>;
export function arrayOf<D, I>(
  element: Field<D, I>,
  options: FieldOptions<readonly I[]>,
): Field<readonly D[], readonly I[], true>;
export function arrayOf(element: Field, options: FieldOptions<readonly unknown[]> = NONE): Field {
  return makeField('array', options, [], { element, fields: null });
}

type Struct<F extends Fields, Omittable extends boolean> = Field<DecodedStruct<F>, InputStruct<F>, Omittable> & {
  readonly kind: 'struct';
  readonly fields: F;
};

/** Named fields in wire order. Absent, it has its fields' defaults. */
export function struct<F extends Fields>(fields: F): Struct<F, false>;
export function struct<F extends Fields>(fields: F, options: Omit<FieldOptions<never>, 'default'>): Struct<F, true>;
export function struct(fields: Fields, options: FieldOptions<never> = NONE): Field {
  return makeField('struct', options, undefined, { element: null, fields });
}

/** Whether this version of the message has the field. */
export function isPresent(field: Field, version: number): boolean {
  return version >= field.since && version <= field.until;
}

/** Whether the field may be null in this version. */
export function isNullable(field: Field, version: number): boolean {
  return version >= field.nullableSince;
}

/** The fields of a struct. A field of another kind has none. */
export function fieldsOf(field: Field): Fields {
  return field.fields ?? {};
}

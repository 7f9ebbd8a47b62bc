/** How a setting's text is read: Kafka's ConfigDef types (`class` is read as a string, `password` is never shown). */
export type SettingType = 'boolean' | 'int' | 'long' | 'short' | 'double' | 'string' | 'list' | 'class' | 'password';

/**
 * What YAK makes of a setting: `implemented` has its documented effect; `recognised` is Kafka's and has none here yet, so only
 * Kafka's default (or any value where `harmless` says why) is accepted; `never` is Kafka's and will not come.
 */
export type SettingTier = 'implemented' | 'recognised' | 'never';

/** One setting as data. Texts are Kafka's own notation; `-1`, sizes and times stay in the unit the name ends with. */
export interface SettingRow {
  readonly type: SettingType;
  /** Kafka 4.x's default as text, or null where Kafka has none. */
  readonly default: string | null;
  readonly tier: SettingTier;
  readonly documentation: string;
  /** Smallest number accepted; inclusive. */
  readonly minimum?: number;
  /** Largest number accepted; inclusive. */
  readonly maximum?: number;
  /** The only values (or list elements) accepted. */
  readonly oneOf?: readonly string[];
  /** A text that means "no limit"; its value is null. */
  readonly none?: string;
  /** May be altered while the broker runs: for the whole cluster and per broker, or per broker only. */
  readonly dynamic?: 'cluster' | 'broker';
  /** Why any value is accepted although it has no effect here. */
  readonly harmless?: string;
}

type Options = Partial<Omit<SettingRow, 'type' | 'default' | 'tier' | 'documentation'>>;
interface Facts<Type extends SettingType, Default extends string | null> {
  readonly type: Type;
  readonly default: Default;
  readonly tier: SettingTier;
  readonly documentation: string;
}
type RowMaker<Type extends SettingType> = <Default extends string | null, const Extra extends Options = object>(
  value: Default,
  tier: SettingTier,
  documentation: string,
  extra?: Extra,
) => Facts<Type, Default> & Extra;

const rowsOf =
  <Type extends SettingType>(type: Type): RowMaker<Type> =>
  (value, tier, documentation, extra) =>
    ({ type, default: value, tier, documentation, ...extra }) as Facts<Type, typeof value> & NonNullable<typeof extra>;

export const boolean = rowsOf('boolean');
export const int = rowsOf('int');
export const long = rowsOf('long');
export const short = rowsOf('short');
export const double = rowsOf('double');
export const string = rowsOf('string');
export const list = rowsOf('list');
export const className = rowsOf('class');
export const password = rowsOf('password');

type Bare<Row> = Row extends { type: 'boolean' }
  ? boolean
  : Row extends { type: 'int' | 'long' | 'short' | 'double' }
    ? number
    : Row extends { type: 'list'; oneOf: readonly (infer Element)[] }
      ? readonly Element[]
      : Row extends { type: 'list' }
        ? readonly string[]
        : Row extends { oneOf: readonly (infer Choice)[] }
          ? Choice
          : string;

/** The type of a setting's value, inferred from its row: null where the default is null or a text means "no limit". */
export type ValueOf<Row> = Row extends { default: null } | { none: string } ? Bare<Row> | null : Bare<Row>;

/** 2^63 − 1, Kafka's "never": read as 2^53 − 1, the largest number that stays exact. */
export const LONG_MAX = '9223372036854775807';
/** 2^31 − 1. */
export const INT_MAX = '2147483647';

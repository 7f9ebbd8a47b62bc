import { BROKER_SETTINGS, PROFILES, type SettingRow, TOPIC_SETTINGS } from '@yak/settings';

type Rows = Readonly<Record<string, SettingRow>>;
type Line = readonly string[];

const own = (name: string): string => `\`${name}\``;
const shown = (value: string | null | undefined): string => value?.replaceAll('|', '\\|') ?? '–';

/** The page with its tables written anew from the rows; what stands between the tables stays as it is. */
export function settingsPage(page: string): string {
  const tables = new Map([
    ['## Profiles', profiles()],
    ['## Broker settings that are implemented', brokerSettings()],
    ['## Topic settings that are implemented', topicSettings()],
    ['## Recognised, without effect', recognised()],
  ]);
  const sections = page.split(/^(?=## )/m);
  return sections.map((section) => withTable(section, tables.get(section.split('\n')[0] ?? ''))).join('');
}

function withTable(section: string, lines: readonly string[] | undefined): string {
  if (lines === undefined) return section;
  const old = section.split('\n');
  const first = old.findIndex((line) => line.startsWith('|'));
  const last = old.findLastIndex((line) => line.startsWith('|'));
  return [...old.slice(0, first), ...lines, ...old.slice(last + 1)].join('\n');
}

function profiles(): string[] {
  const names = [...new Set([...Object.keys(PROFILES.dev), ...Object.keys(PROFILES.test)])].sort();
  const texts = (profile: 'dev' | 'test'): Readonly<Record<string, string>> => PROFILES[profile];
  const lines = names.map((name) => [
    own(name),
    shown((BROKER_SETTINGS as Rows)[name]?.default),
    texts('dev')[name] ?? '',
    texts('test')[name] ?? '',
  ]);
  return table(['setting', 'Kafka, production', 'dev', 'test'], lines);
}

function brokerSettings(): string[] {
  const lines = rowsOf(BROKER_SETTINGS, 'implemented').map(([name, row]) => [
    own(name),
    row.type,
    shown(row.default),
    rangeOf(row),
    row.dynamic === undefined ? '' : row.dynamic === 'broker' ? 'per broker' : 'yes',
    row.documentation,
  ]);
  return table(['setting', 'type', 'default', 'range', 'altered while running', 'meaning'], lines);
}

function topicSettings(): string[] {
  const lines = rowsOf(TOPIC_SETTINGS, 'implemented').map(([name, row]) => [
    own(name),
    row.type,
    shown(row.default),
    rangeOf(row),
    row.documentation,
  ]);
  return table(['setting', 'type', 'default', 'range', 'meaning'], lines);
}

function recognised(): string[] {
  const rows = rowsOf({ ...BROKER_SETTINGS, ...TOPIC_SETTINGS }, 'recognised');
  const lines = rows.map(([name, row]) => [own(name), shown(row.default), row.harmless ?? '']);
  return table(['setting', 'default', 'why any value is taken'], lines);
}

function rowsOf(rows: Rows, tier: SettingRow['tier']): [string, SettingRow][] {
  return Object.entries(rows)
    .filter(([, row]) => row.tier === tier)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

function rangeOf({ minimum, maximum, oneOf }: SettingRow): string {
  if (oneOf !== undefined) return oneOf.join(', ');
  return [minimum === undefined ? '' : `≥ ${minimum}`, maximum === undefined ? '' : `≤ ${maximum}`]
    .filter((part) => part !== '')
    .join(', ');
}

function table(head: Line, lines: readonly Line[]): string[] {
  const widths = head.map((word, column) => Math.max(word.length, ...lines.map((line) => (line[column] ?? '').length)));
  const written = (line: Line): string =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [written(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.map(written)];
}

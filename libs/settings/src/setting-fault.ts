import { parseValue } from './parse-value';
import type { SettingRow } from './setting-row';

/** Whether the text means the same as Kafka's default. */
export function isDefaultText(row: SettingRow, text: string): boolean {
  if (row.default === null) return text.trim() === '';
  if (row.default.trim() === text.trim()) return true;
  const [ours, theirs] = [parseValue(row, row.default), parseValue(row, text)];
  return 'value' in ours && 'value' in theirs && JSON.stringify(ours.value) === JSON.stringify(theirs.value);
}

/**
 * What is wrong with giving a setting this text: its form, its range, or that YAK would not honour it.
 * A recognised setting passes at Kafka's default, or at any valid text where it is harmless.
 * @returns null, or the end of the sentence "<name>: …"
 */
export function settingFault(row: SettingRow, text: string): string | null {
  const parsed = parseValue(row, text);
  if (row.tier !== 'implemented' && isDefaultText(row, text)) return null;
  if (row.tier === 'never') {
    return `YAK does not have this (${row.documentation.replace(/\.$/, '')}). Remove it.`;
  }
  if ('fault' in parsed) return parsed.fault;
  if (row.tier === 'recognised' && row.harmless === undefined) {
    const only = row.default === null ? 'unset' : `"${row.default}"`;
    return `"${row.type === 'password' ? 'a secret' : text}" would have no effect: not implemented yet, so only Kafka's default (${only}) is accepted`;
  }
  return null;
}

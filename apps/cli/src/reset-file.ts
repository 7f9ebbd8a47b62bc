import { usageError } from './cli-error';
import type { PlannedOffset } from './reset-plan';

const LINES_MAX = 1_000_000;

const wholeNumber = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null;

/**
 * Reads the offsets of one group: lines `topic,partition,offset`, or `group,topic,partition,offset` of which only those of the
 * group count. Empty lines and those after `#` do not.
 * @returns offsets by `topic-partition`, in the order of the file, and their places
 * @throws CliError (usage) naming the line
 * Source: kafka-consumer-groups --from-file, and what its --export writes.
 */
export function parseResetFile(
  text: string,
  groupId: string,
): ReadonlyMap<string, { readonly topic: string; readonly partition: number; readonly offset: number }> {
  const found = new Map<string, { topic: string; partition: number; offset: number }>();
  const lines = text.split(/\r?\n/);
  if (lines.length > LINES_MAX) throw usageError(`--from-file: more than ${LINES_MAX} lines`);
  lines.forEach((line, at) => {
    if (line.trim() === '' || line.trim().startsWith('#')) return;
    const fields = line.split(',').map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
    const [topic = '', partitionText, offsetText] = fields.length === 4 ? fields.slice(1) : fields;
    const [partition, offset] = [wholeNumber(partitionText), wholeNumber(offsetText)];
    if (fields.length < 3 || fields.length > 4 || topic === '' || partition === null || offset === null)
      throw usageError(`--from-file, line ${at + 1} "${line}": write topic,partition,offset`);
    if (fields.length === 3 || fields[0] === groupId) found.set(`${topic}-${partition}`, { topic, partition, offset });
  });
  if (found.size === 0) throw usageError(`--from-file: no line is about group "${groupId}"`);
  return found;
}

/** A plan in the form that --from-file reads: `topic,partition,offset`. */
export function resetFileText(planned: readonly PlannedOffset[]): string {
  return planned.map(({ topic, partition, target }) => `${topic},${partition},${target}\n`).join('');
}

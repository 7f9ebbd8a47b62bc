import { type Explanation, explanationText } from '@yak/journal';
import { CliError, usageError } from '../cli-error';
import { ExitCode } from '../exit-code';
import { type HttpSource, refusedBy } from '../http-source';
import { print, type Session } from '../session';
import { write } from '../terminal';

/** What can be explained. */
export type ExplainedKind = 'group' | 'partition';

const isExplanation = (value: unknown): value is Explanation =>
  typeof value === 'object' && value !== null && 'sentences' in value && 'transitions' in value;

/** `explain group|partition`: why it is in its state; as text, or as the JSON that the broker gave. */
export async function explain(
  session: Pick<Session, 'terminal' | 'format'>,
  source: HttpSource,
  { kind, id }: { readonly kind: ExplainedKind; readonly id: string },
): Promise<void> {
  if (kind === 'partition' && !/.-\d+$/.test(id))
    throw usageError(`partition "${id}": write the topic, a dash and the number, as in orders-3`);
  const answer = await source.get(`/explain/${kind}/${encodeURIComponent(id)}`, 'application/json');
  if (answer.status !== 200) throw refusedBy(source, answer);
  const explanation = explanationIn(answer.body, source);
  if (session.format === 'table') await write(session.terminal.output, explanationText(explanation));
  else await print(session, { kind: 'Explanation', columns: [], row: () => [] }, [explanation]);
}

function explanationIn(body: string, source: HttpSource): Explanation {
  const value = parsed(body);
  if (isExplanation(value)) return value;
  throw new CliError(ExitCode.FAILED, `${source.address} gave no explanation: that is no YAK broker.`);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

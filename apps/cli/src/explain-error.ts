import { KafkaError } from '@yak/client';
import { ErrorCode } from '@yak/model';
import { didYouMean, SettingsError } from '@yak/settings';
import { CliError } from './cli-error';
import type { Cluster } from './cluster';
import { ExitCode, exitCodeOf } from './exit-code';

const brokers = (count: number): string => `${count} broker${count === 1 ? '' : 's'}`;

/** `UNKNOWN_TOPIC_OR_PARTITION` in words: which topic, on which cluster, and what was perhaps meant. */
export async function unknownTopic(cluster: Cluster, topic: string): Promise<CliError> {
  const all = await cluster.describe(null);
  const hint = didYouMean(
    topic,
    all.topics.map(({ name }) => name),
  );
  const where = `cluster ${all.clusterId ?? '(unnamed)'} (${brokers(all.brokers.length)})`;
  return new CliError(
    ExitCode.NOT_FOUND,
    `UNKNOWN_TOPIC_OR_PARTITION: topic "${topic}" does not exist on ${where}.${hint}`,
  );
}

/** An error code that a broker answered for a topic, as an error worth reading. */
export async function topicError(
  cluster: Cluster,
  topic: string,
  answer: { readonly code: number; readonly detail: string | null },
): Promise<CliError> {
  if (answer.code === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) return unknownTopic(cluster, topic);
  const error = new KafkaError(answer.code, answer.detail);
  return new CliError(exitCodeOf(answer.code), `${topic}: ${error.message}`, { cause: error });
}

const unreachable = (error: KafkaError, bootstrap: string): string =>
  `${error.message}\nNo answer from ${bootstrap}. Does the broker run there? Another address goes with -b host:port.`;

/**
 * Anything that was thrown, as what the user is told and what the shell is told.
 * @param bootstrap the address that was tried
 */
export function explain(error: unknown, bootstrap: string): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof SettingsError) return new CliError(ExitCode.USAGE, error.message, { cause: error });
  if (error instanceof KafkaError) {
    const exitCode = exitCodeOf(error.code);
    const isUnreachable = error.code === ErrorCode.NETWORK_EXCEPTION || error.code === ErrorCode.REQUEST_TIMED_OUT;
    return new CliError(exitCode, isUnreachable ? unreachable(error, bootstrap) : error.message, { cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new CliError(ExitCode.FAILED, message, { cause: error });
}

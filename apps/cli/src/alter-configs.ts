import { KafkaError } from '@yak/client';
import { IncrementalAlterConfigs } from '@yak/protocol';
import { CliError, usageError } from './cli-error';
import { ExitCode, exitCodeOf } from './exit-code';
import { say, type Session } from './session';

/** Kinds of things that have settings, by Kafka's codes. Source: Kafka ConfigResource.Type. */
export const ConfigResource = { TOPIC: 2, BROKER: 4 } as const;
export type ConfigResource = (typeof ConfigResource)[keyof typeof ConfigResource];
const SET = 0;
const DELETE = 1;

/** Settings to set and to bring back to their default. */
export interface ConfigChange {
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
  readonly isDryRun: boolean;
}

/** Sends the change and says what was done. @throws CliError when the broker refuses it */
export async function alterConfigs(
  session: Session,
  resource: { readonly type: ConfigResource; readonly name: string },
  change: ConfigChange,
): Promise<void> {
  const configs = [
    ...[...change.set].map(([name, value]) => ({ name, configOperation: SET, value })),
    ...change.remove.map((name) => ({ name, configOperation: DELETE, value: null })),
  ];
  if (configs.length === 0) throw usageError('nothing to change: write name=value, or --delete name');
  const isOneBroker = resource.type === ConfigResource.BROKER && resource.name !== '';
  const answer = await session.cluster.request(
    IncrementalAlterConfigs,
    'best',
    {
      resources: [{ resourceType: resource.type, resourceName: resource.name, configs }],
      validateOnly: change.isDryRun,
    },
    isOneBroker ? { brokerId: Number(resource.name) } : 'controller',
  );
  const [result] = answer.responses;
  if (result === undefined) throw new CliError(ExitCode.FAILED, 'the broker answered for nothing');
  if (result.errorCode !== 0) {
    throw new CliError(exitCodeOf(result.errorCode), new KafkaError(result.errorCode, result.errorMessage).message);
  }
  const what =
    resource.type === ConfigResource.TOPIC
      ? resource.name
      : resource.name === ''
        ? 'all brokers'
        : `broker ${resource.name}`;
  say(
    session,
    `${change.isDryRun ? 'Would alter' : 'Altered'} ${what}: ${configs.map(({ name }) => name).join(', ')}.`,
  );
}

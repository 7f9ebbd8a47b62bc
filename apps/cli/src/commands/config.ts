import { KafkaError } from '@yak/client';
import { DescribeConfigs, type ResponseOf } from '@yak/protocol';
import { BROKER_SETTINGS, isBrokerSettingName, isProfileName, PROFILES } from '@yak/settings';
import { ConfigResource, alterConfigs, type ConfigChange } from '../alter-configs';
import { CliError, usageError } from '../cli-error';
import { ExitCode, exitCodeOf } from '../exit-code';
import { topicError } from '../explain-error';
import { type OutputFormat, renderListing } from '../output';
import { print, type Session } from '../session';

/** Whose settings. An empty broker name stands for the defaults of all brokers. */
export interface ConfigEntity {
  readonly type: 'topic' | 'broker';
  readonly name: string;
}

type DescribedConfig = ResponseOf<typeof DescribeConfigs>['results'][number]['configs'][number];
const SOURCES: Readonly<Record<number, string>> = {
  1: 'topic',
  2: 'broker (dynamic)',
  3: 'cluster (dynamic)',
  4: 'start',
  5: 'default',
};
const DEFAULT_SOURCE = 5;

/** Reads `--entity` and `--name`. @throws CliError (usage) */
export function configEntity(type: string, name: string | undefined): ConfigEntity {
  if (type === 'topic' || type === 'topics') {
    if (name === undefined || name === '') throw usageError('which topic? Write --name or --topic');
    return { type: 'topic', name };
  }
  if (type !== 'broker' && type !== 'brokers') throw usageError(`--entity ${type}: use topic or broker`);
  if (name !== undefined && !/^\d*$/.test(name)) throw usageError(`--name ${name}: a broker is named by its number`);
  return { type: 'broker', name: name ?? '' };
}

const resourceOf = ({ type, name }: ConfigEntity): { type: ConfigResource; name: string } => ({
  type: type === 'topic' ? ConfigResource.TOPIC : ConfigResource.BROKER,
  name,
});

const item = ({
  name,
  value,
  configSource,
  readOnly,
  isSensitive,
  synonyms,
  documentation,
}: DescribedConfig): Record<string, unknown> => ({
  name,
  value: isSensitive ? null : value,
  source: SOURCES[configSource] ?? String(configSource),
  isReadOnly: readOnly,
  isSensitive,
  synonyms: synonyms.map((synonym) => ({
    name: synonym.name,
    value: synonym.value,
    source: SOURCES[synonym.source] ?? String(synonym.source),
  })),
  documentation,
});

const cell = (value: unknown): string => (typeof value === 'string' && value !== '' ? value : '-');

/** `config describe`: what is set away from its default, or everything with `isAll`. */
export async function describeConfig(
  session: Session,
  entity: ConfigEntity,
  request: { readonly isAll: boolean; readonly names: readonly string[] | null },
): Promise<void> {
  const isOneBroker = entity.type === 'broker' && entity.name !== '';
  const answer = await session.cluster.request(
    DescribeConfigs,
    'best',
    {
      resources: [
        {
          resourceType: resourceOf(entity).type,
          resourceName: entity.name,
          configurationKeys: request.names === null ? null : [...request.names],
        },
      ],
      includeSynonyms: true,
      includeDocumentation: true,
    },
    isOneBroker ? { brokerId: Number(entity.name) } : 'any',
  );
  const [result] = answer.results;
  if (result === undefined) throw new CliError(ExitCode.FAILED, 'the broker answered for nothing');
  if (result.errorCode !== 0) {
    if (entity.type === 'topic') {
      throw await topicError(session.cluster, entity.name, { code: result.errorCode, detail: result.errorMessage });
    }
    throw new CliError(exitCodeOf(result.errorCode), new KafkaError(result.errorCode, result.errorMessage).message);
  }
  const shown = result.configs
    .filter(({ configSource }) => request.isAll || request.names !== null || configSource !== DEFAULT_SOURCE)
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(item);
  const columns = [{ heading: 'NAME' }, { heading: 'VALUE' }, { heading: 'SOURCE' }];
  const row = (config: Record<string, unknown>): string[] => [
    cell(config['name']),
    cell(config['value']),
    cell(config['source']),
  ];
  await print(session, { kind: 'ConfigList', columns, row }, shown);
}

/** `config set`. */
export async function setConfig(session: Session, entity: ConfigEntity, change: ConfigChange): Promise<void> {
  await alterConfigs(session, resourceOf(entity), change);
}

/** `config describe --profile`: what a profile sets, beside Kafka's default. Needs no broker. */
export function describeProfile(name: string, format: OutputFormat): string {
  if (!isProfileName(name)) throw usageError(`--profile ${name}: use production, dev or test`);
  const items = Object.entries(PROFILES[name]).map(([setting, value]) => ({
    name: setting,
    value,
    kafkaDefault: isBrokerSettingName(setting) ? BROKER_SETTINGS[setting].default : null,
  }));
  const columns = [{ heading: 'NAME' }, { heading: name.toUpperCase() }, { heading: 'DEFAULT' }];
  return renderListing(
    format,
    { kind: 'Profile', columns, row: (one) => [one.name, one.value, one.kafkaDefault ?? '-'] },
    items,
  );
}

import type { AlterConfigsRequest, ConfigOperation, ConfigRecord, ConfigResourceType } from '@yak/control';
import { ErrorCode, isRefusal, refusal, type Refusal } from '@yak/model';
import {
  BROKER_SETTINGS,
  type BrokerSettings,
  checkDynamicBrokerSetting,
  checkTopicOverrides,
  isBrokerSettingName,
  isTopicSettingName,
  TOPIC_SETTINGS,
} from '@yak/settings';

/** What the coordinator knows when settings are to be altered. */
export interface ConfigChangeFacts {
  readonly mode: AlterConfigsRequest['mode'];
  readonly resourceType: ConfigResourceType;
  /** A topic id, a broker id in decimal digits, or `default`. */
  readonly resource: string;
  /** What was given before; null: nothing. */
  readonly known: ConfigRecord | null;
  readonly settings: BrokerSettings;
  readonly operationId: string;
}

type Entries = Map<string, string>;

/**
 * What a resource's settings become; all operations hold or none does. Source: KIP-339; Kafka ConfigurationControlManager.
 * @returns Refusal INVALID_REQUEST for a repeated name or a missing value, INVALID_CONFIG for a value that may not be or an
 *   `append` to what is no list
 */
export function decideConfigChange(
  operations: readonly ConfigOperation[],
  facts: ConfigChangeFacts,
): ConfigRecord | Refusal {
  const names = operations.map((operation) => operation.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined)
    return refusal(ErrorCode.INVALID_REQUEST, `${repeated} stands in the request more than once`);
  const entries: Entries = new Map(facts.mode === 'full' ? [] : Object.entries(facts.known?.entries ?? {}));
  for (const operation of operations) {
    const fault = applyOperation(operation, entries, facts.resourceType);
    if (fault !== null) return fault;
  }
  const fault =
    facts.resourceType === 'topic'
      ? checkTopicOverrides(entries, facts.settings)
      : faultOfBrokerEntries(operations, entries, facts.resource);
  if (isRefusal(fault)) return fault;
  const kept =
    facts.resourceType === 'topic' ? [...entries].filter(([name]) => isTopicSettingName(name)) : [...entries];
  const { resourceType, resource, operationId } = facts;
  const recordEpoch = facts.known === null ? 0 : facts.known.recordEpoch + 1;
  return { kind: 'config', resourceType, resource, entries: Object.fromEntries(kept), recordEpoch, operationId };
}

/** Changes `entries`; returns why it may not. */
function applyOperation(
  operation: ConfigOperation,
  entries: Entries,
  resourceType: ConfigResourceType,
): Refusal | null {
  const { name, value } = operation;
  if (operation.operation === 'delete') {
    entries.delete(name);
    return null;
  }
  if (value === null) return refusal(ErrorCode.INVALID_REQUEST, `${name}: null is not a value`);
  if (operation.operation === 'set') {
    entries.set(name, value);
    return null;
  }
  const row = rowOf(name, resourceType);
  if (row?.type !== 'list')
    return refusal(ErrorCode.INVALID_CONFIG, `${name} is no list: nothing can be appended to it or subtracted from it`);
  const now = elementsOf(entries.get(name) ?? row.default ?? '');
  const given = elementsOf(value);
  const next =
    operation.operation === 'append'
      ? [...now, ...given.filter((each) => !now.includes(each))]
      : now.filter((each) => !given.includes(each));
  entries.set(name, next.join(','));
  return null;
}

function rowOf(
  name: string,
  resourceType: ConfigResourceType,
): { readonly type: string; readonly default: string | null } | null {
  if (resourceType === 'topic') return isTopicSettingName(name) ? TOPIC_SETTINGS[name] : null;
  return isBrokerSettingName(name) ? BROKER_SETTINGS[name] : null;
}

const elementsOf = (list: string): string[] =>
  list
    .split(',')
    .map((element) => element.trim())
    .filter((element) => element !== '');

/** Only what this request names is checked: an older entry stays deletable though its rules have changed. */
function faultOfBrokerEntries(
  operations: readonly ConfigOperation[],
  entries: Entries,
  resource: string,
): Refusal | null {
  for (const { name } of operations) {
    const value = entries.get(name);
    const fault =
      value === undefined
        ? null
        : checkDynamicBrokerSetting(name, value, resource === 'default' ? 'cluster' : 'broker');
    if (fault !== null) return fault;
  }
  return null;
}

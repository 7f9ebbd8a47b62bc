import { decideConfigChange } from '@yak/cluster';
import {
  type AlterConfigsReply,
  type AlterConfigsRequest,
  brokerConfigKey,
  type ConfigAlteration,
  type ConfigOutcome,
  topicConfigKey,
  topicKey,
} from '@yak/control';
import { brokerId, ErrorCode, isRefusal, refusal, type Refusal } from '@yak/model';
import type { Expectation } from '@yak/bus';
import type { CoordinatorParts } from './coordinator-parts';
import type { Decision } from './decided-writes';
import { put } from './record-changes';

interface Resource {
  readonly kind: 'resource';
  readonly resource: string;
  readonly configKey: string;
  /** What must still exist when the settings are written. */
  readonly guards: readonly Expectation[];
}

const BROKER_ID = /^(0|[1-9]\d{0,9})$/;
const INT32_MAX = 2 ** 31 - 1;

/** Settings of topics and brokers; each resource of a request stands or falls alone. */
export class ConfigDuties {
  readonly #parts: CoordinatorParts;

  constructor(parts: CoordinatorParts) {
    this.#parts = parts;
  }

  /** Incremental changes and full replacements. */
  async alterConfigs(request: AlterConfigsRequest): Promise<AlterConfigsReply | Refusal> {
    const { answers, revision } = await this.#parts.writes.decideAll(request.resources, (alteration) =>
      this.#decide(alteration, request),
    );
    return { kind: 'configs-altered', revision, outcomes: answers };
  }

  #decide(alteration: ConfigAlteration, request: AlterConfigsRequest): Decision<ConfigOutcome> {
    const { writes, settings } = this.#parts;
    const resource = this.#resourceOf(alteration);
    if (isRefusal(resource)) return { answer: resource, unit: null };
    const record = decideConfigChange(alteration.operations, {
      mode: request.mode,
      resourceType: alteration.resourceType,
      resource: resource.resource,
      known: writes.image.configRecord(resource.configKey),
      settings,
      operationId: request.operationId,
    });
    if (isRefusal(record)) return { answer: record, unit: null };
    const unit = { changes: [put(writes.image, record)], guards: resource.guards };
    return { answer: { kind: 'altered' }, unit: request.validateOnly ? null : unit };
  }

  #resourceOf({ resourceType, resourceName }: ConfigAlteration): Resource | Refusal {
    const { image } = this.#parts.writes;
    if (resourceType === 'topic') {
      const topic = image.topicByName(resourceName);
      if (topic === null) return refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `there is no topic ${resourceName}`);
      const key = topicKey(topic.topicId);
      const guards = [{ key, expectedRevision: image.revisionOf(key) }];
      return { kind: 'resource', resource: topic.topicId, configKey: topicConfigKey(topic.topicId), guards };
    }
    if (resourceName === '')
      return { kind: 'resource', resource: 'default', configKey: brokerConfigKey('default'), guards: [] };
    if (!BROKER_ID.test(resourceName) || Number(resourceName) > INT32_MAX) {
      return refusal(ErrorCode.INVALID_REQUEST, `"${resourceName}" is no broker id`);
    }
    const id = brokerId(Number(resourceName));
    if (image.broker(id) === null)
      return refusal(ErrorCode.BROKER_ID_NOT_REGISTERED, `broker ${resourceName} is not registered`);
    return { kind: 'resource', resource: resourceName, configKey: brokerConfigKey(id), guards: [] };
  }
}

/**
 * AlterConfigs, key 33. Served: 0–2.
 *
 * Behaviours: replaces the whole set of a resource's explicit settings; what is not named goes back to its default. A null
 * value, a setting or resource named twice: INVALID_REQUEST. IncrementalAlterConfigs is the better way (KIP-339).
 *
 * Versions: 2 flexible.
 */
import type { ConfigOperation } from '@yak/control';
import { ErrorCode, type Refusal, refusal } from '@yak/model';
import { AlterConfigs, type RequestOf } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { alterResources } from './alteration';
import { defineHandler } from './handler';

/** Answers AlterConfigs. */
export const alterConfigs = defineHandler({
  api: AlterConfigs,
  serves: { min: 0, max: 2 },
  operation: AclOperation.ALTER_CONFIGS,
  resource: ResourceType.TOPIC,
  async handle(request, context) {
    const wanted = request.resources.map(({ resourceType, resourceName, configs }) => ({
      resourceType,
      resourceName,
      operations: translate(configs),
    }));
    const responses = await alterResources(context, wanted, { mode: 'full', validateOnly: request.validateOnly });
    return { throttleTimeMs: context.throttleMs, responses };
  },
});

function translate(
  configs: RequestOf<typeof AlterConfigs>['resources'][number]['configs'],
): ConfigOperation[] | Refusal {
  const operations: ConfigOperation[] = [];
  for (const { name, value } of configs) {
    if (value === null) return refusal(ErrorCode.INVALID_REQUEST, `${name} has no value`);
    operations.push({ name, operation: 'set', value });
  }
  return operations;
}

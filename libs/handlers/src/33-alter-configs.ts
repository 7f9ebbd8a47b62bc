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
    const responses = await alterResources(context, request, { mode: 'full', operationOf });
    return { throttleTimeMs: context.throttleMs, responses };
  },
});

type Entry = RequestOf<typeof AlterConfigs>['resources'][number]['configs'][number];

function operationOf({ name, value }: Entry): ConfigOperation | Refusal {
  if (value === null) return refusal(ErrorCode.INVALID_REQUEST, `${name} has no value`);
  return { name, operation: 'set', value };
}

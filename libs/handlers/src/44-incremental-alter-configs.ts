/**
 * IncrementalAlterConfigs, key 44. Served: 0–1.
 *
 * Behaviours: SET 0, DELETE 1, APPEND 2, SUBTRACT 3; all of one resource or none. APPEND and SUBTRACT are for lists
 * (INVALID_CONFIG otherwise). A null value but with DELETE, an unknown operation, a setting or resource named twice:
 * INVALID_REQUEST.
 *
 * Versions: 1 flexible. Source: KIP-339.
 */
import type { ConfigOperation } from '@yak/control';
import { ErrorCode, type Refusal, refusal } from '@yak/model';
import { IncrementalAlterConfigs, type RequestOf } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { alterResources } from './alteration';
import { defineHandler } from './handler';

const OPERATIONS = ['set', 'delete', 'append', 'subtract'] as const;

/** Answers IncrementalAlterConfigs. */
export const incrementalAlterConfigs = defineHandler({
  api: IncrementalAlterConfigs,
  serves: { min: 0, max: 1 },
  operation: AclOperation.ALTER_CONFIGS,
  resource: ResourceType.TOPIC,
  async handle(request, context) {
    const responses = await alterResources(context, request, { mode: 'incremental', operationOf });
    return { throttleTimeMs: context.throttleMs, responses };
  },
});

type Entry = RequestOf<typeof IncrementalAlterConfigs>['resources'][number]['configs'][number];

function operationOf({ name, configOperation, value }: Entry): ConfigOperation | Refusal {
  const operation = OPERATIONS[configOperation];
  if (operation === undefined)
    return refusal(ErrorCode.INVALID_REQUEST, `${configOperation} is no operation on a setting`);
  if (value === null && operation !== 'delete') return refusal(ErrorCode.INVALID_REQUEST, `${name} has no value`);
  return { name, operation, value: operation === 'delete' ? null : value };
}

import type { ConfigAlteration, ConfigOperation } from '@yak/control';
import { ErrorCode, isRefusal, type Refusal, refusal } from '@yak/model';
import { AclOperation, CLUSTER_RESOURCE_NAME, ResourceType } from '@yak/security';
import { ConfigResourceCode, configTarget } from './config-resource';
import type { RequestContext } from './request-context';
import { repeated } from './rules/repeated';

/** The settings of one resource as a request would have them. */
interface WantedAlteration<Entry> {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: readonly Entry[];
}

/** How one kind of request alters. */
export interface AlterationKind<Entry> {
  readonly mode: 'incremental' | 'full';
  /** What an entry does to its setting; a refusal where the request's own words are at fault. */
  readonly operationOf: (entry: Entry) => ConfigOperation | Refusal;
}

/** What a resource is answered. */
export interface AlterationAnswer {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
}

/**
 * Alters settings: what the request itself has wrong is refused here, the rest is the coordinator's to judge and write.
 * A resource that the request holds twice: INVALID_REQUEST for each. One answer per resource, in order.
 */
export async function alterResources<Entry>(
  context: RequestContext,
  request: { readonly resources: readonly WantedAlteration<Entry>[]; readonly validateOnly: boolean },
  { mode, operationOf }: AlterationKind<Entry>,
): Promise<AlterationAnswer[]> {
  const { resources: wanted, validateOnly } = request;
  const twice = repeated(wanted.map(({ resourceType, resourceName }) => `${resourceType} ${resourceName}`));
  const judged = wanted.map((one) => {
    if (twice.has(`${one.resourceType} ${one.resourceName}`))
      return refusal(ErrorCode.INVALID_REQUEST, 'the request names this resource more than once');
    return judge(context, one, operationOf);
  });
  const resources = judged.filter((one): one is ConfigAlteration => !isRefusal(one));
  const alteration = { mode, validateOnly, resources };
  const reply = resources.length === 0 ? null : await context.ports.coordinator.alterConfigs(alteration);
  let next = 0;
  return wanted.map(({ resourceType, resourceName }, index) => {
    const verdict = judged[index];
    let outcome: unknown = verdict;
    if (!isRefusal(verdict)) {
      outcome = reply === null || isRefusal(reply) ? reply : reply.outcomes[next];
      next += 1;
    }
    const why = isRefusal(outcome) ? outcome : null;
    return { errorCode: why?.code ?? ErrorCode.NONE, errorMessage: why?.detail ?? null, resourceType, resourceName };
  });
}

function judge<Entry>(
  context: RequestContext,
  { resourceType, resourceName, configs }: WantedAlteration<Entry>,
  operationOf: AlterationKind<Entry>['operationOf'],
): ConfigAlteration | Refusal {
  const isTopic = resourceType === ConfigResourceCode.TOPIC;
  const resource = isTopic
    ? { type: ResourceType.TOPIC, name: resourceName }
    : { type: ResourceType.CLUSTER, name: CLUSTER_RESOURCE_NAME };
  if (!context.isAllowedTo(AclOperation.ALTER_CONFIGS, resource)) {
    return refusal(isTopic ? ErrorCode.TOPIC_AUTHORIZATION_FAILED : ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
  }
  const target = configTarget(context, resourceType, resourceName);
  if (isRefusal(target)) return target;
  const operations: ConfigOperation[] = [];
  for (const entry of configs) {
    const operation = operationOf(entry);
    if (isRefusal(operation)) return operation;
    operations.push(operation);
  }
  if (repeated(operations.map(({ name }) => name)).size > 0)
    return refusal(ErrorCode.INVALID_REQUEST, 'a setting is named more than once');
  return { resourceType: target.kind, resourceName, operations };
}

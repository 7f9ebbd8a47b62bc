/**
 * ListGroups, key 16. Served: 0–5 (librdkafka asks in version 0 without looking).
 *
 * Behaviours
 * - The groups that this broker coordinates; who may not describe the cluster sees those groups that it may describe.
 * - Filters do not mind case; a name that is none matches nothing.
 * - While a partition of groups is being loaded: COORDINATOR_LOAD_IN_PROGRESS for the whole.
 *
 * Versions: 3 flexible · 4 states (KIP-518) · 5 types (KIP-848).
 */
import { ListGroups } from '@yak/protocol';
import { AclOperation, CLUSTER_RESOURCE_NAME, ResourceType } from '@yak/security';
import { defineHandler } from './handler';

/** Answers ListGroups. */
export const listGroups = defineHandler({
  api: ListGroups,
  serves: { min: 0, max: 5 },
  operation: AclOperation.DESCRIBE,
  resource: ResourceType.GROUP,
  async handle(request, context) {
    const { statesFilter: states, typesFilter: types } = request;
    const { errorCode, groups } = await context.ports.groups.listGroups({ states, types });
    const cluster = { type: ResourceType.CLUSTER, name: CLUSTER_RESOURCE_NAME };
    const seesAll = context.isAllowedTo(AclOperation.DESCRIBE, cluster);
    return {
      throttleTimeMs: context.throttleMs,
      errorCode,
      groups: seesAll ? groups : groups.filter(({ groupId }) => context.isAllowed(groupId)),
    };
  },
});

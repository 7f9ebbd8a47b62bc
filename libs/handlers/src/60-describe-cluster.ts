/**
 * DescribeCluster, key 60. Served: 0–1.
 *
 * Behaviours: the brokers by their endpoints on the client's listener, the cluster id, and a controller that takes admin
 * requests (this broker). Endpoint type 2 (controllers): MISMATCHED_ENDPOINT_TYPE; others: UNSUPPORTED_ENDPOINT_TYPE.
 *
 * Versions: 1 endpoint type (KIP-919).
 */
import { ErrorCode } from '@yak/model';
import { DescribeCluster } from '@yak/protocol';
import { AclOperation, authorisedOperations, CLUSTER_RESOURCE_NAME, ResourceType } from '@yak/security';
import { defineHandler } from './handler';
import { OPERATIONS_NOT_ASKED, ReachableBrokers } from './partition-wording';

const BROKERS = 1;
const CONTROLLERS = 2;

/** Answers DescribeCluster. */
export const describeCluster = defineHandler({
  api: DescribeCluster,
  serves: { min: 0, max: 1 },
  operation: AclOperation.DESCRIBE,
  resource: ResourceType.CLUSTER,
  handle(request, context) {
    const { endpointType } = request;
    const { metadata } = context.ports;
    if (endpointType !== BROKERS) {
      const errorCode =
        endpointType === CONTROLLERS ? ErrorCode.MISMATCHED_ENDPOINT_TYPE : ErrorCode.UNSUPPORTED_ENDPOINT_TYPE;
      return {
        throttleTimeMs: context.throttleMs,
        errorCode,
        errorMessage: `endpoint type ${endpointType} is not answered here`,
        endpointType,
        clusterId: '',
        brokers: [],
      };
    }
    const { brokers } = new ReachableBrokers(context, ErrorCode.LISTENER_NOT_FOUND);
    const cluster = { type: ResourceType.CLUSTER, name: CLUSTER_RESOURCE_NAME };
    return {
      throttleTimeMs: context.throttleMs,
      errorCode: ErrorCode.NONE,
      endpointType,
      clusterId: metadata.clusterId,
      controllerId: metadata.controllerId ?? -1,
      brokers: brokers.map(({ nodeId, ...broker }) => ({ brokerId: nodeId, ...broker })),
      clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
        ? authorisedOperations(ResourceType.CLUSTER, (operation) => context.isAllowedTo(operation, cluster))
        : OPERATIONS_NOT_ASKED,
    };
  },
});

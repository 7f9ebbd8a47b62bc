import type { AclOperation } from './acl-operation';
import type { Principal } from './principal';
import type { ResourceType } from './resource-type';

/** One thing that may be protected. */
export interface Resource {
  readonly type: ResourceType;
  /** Name of the topic, group or transactional id; `kafka-cluster` for the cluster. */
  readonly name: string;
}

/** Name of the one resource of type CLUSTER. Source: Kafka Resource.CLUSTER_NAME. */
export const CLUSTER_RESOURCE_NAME = 'kafka-cluster';

/** Says who may do what. Pure: facts in, verdict out. */
export interface Authoriser {
  /** @param clientAddress address of the peer, without port */
  authorise(principal: Principal, operation: AclOperation, resource: Resource, clientAddress?: string): boolean;
}

/** The authoriser of a cluster without ACLs. */
export const allowEverything: Authoriser = { authorise: () => true };

import { AclOperation } from './acl-operation';
import { ResourceType } from './resource-type';

type Concrete = typeof ResourceType.TOPIC | typeof ResourceType.GROUP | typeof ResourceType.CLUSTER;

/** The operations that exist on a kind of resource. Source: Kafka AclEntry.supportedOperations. */
const OPERATIONS: Readonly<Record<Concrete, readonly AclOperation[]>> = {
  [ResourceType.TOPIC]: [
    AclOperation.READ,
    AclOperation.WRITE,
    AclOperation.CREATE,
    AclOperation.DESCRIBE,
    AclOperation.DELETE,
    AclOperation.ALTER,
    AclOperation.DESCRIBE_CONFIGS,
    AclOperation.ALTER_CONFIGS,
  ],
  [ResourceType.GROUP]: [
    AclOperation.READ,
    AclOperation.DESCRIBE,
    AclOperation.DELETE,
    AclOperation.DESCRIBE_CONFIGS,
    AclOperation.ALTER_CONFIGS,
  ],
  [ResourceType.CLUSTER]: [
    AclOperation.CREATE,
    AclOperation.CLUSTER_ACTION,
    AclOperation.DESCRIBE_CONFIGS,
    AclOperation.ALTER_CONFIGS,
    AclOperation.IDEMPOTENT_WRITE,
    AclOperation.ALTER,
    AclOperation.DESCRIBE,
  ],
};

/**
 * The bit field of operations that a principal may do on a resource, as Metadata and DescribeCluster answer it.
 * @param isAllowed verdict per operation
 * @returns int32; bit n stands for the operation with code n
 * Source: KIP-430.
 */
export function authorisedOperations(type: Concrete, isAllowed: (operation: AclOperation) => boolean): number {
  return OPERATIONS[type].filter(isAllowed).reduce<number>((bits, operation) => bits | (1 << operation), 0);
}

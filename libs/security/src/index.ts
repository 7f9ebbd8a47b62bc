export { ANONYMOUS, type Principal, principalText } from './principal';
export { AclOperation } from './acl-operation';
export { ResourceType } from './resource-type';
export { allowEverything, type Authoriser, CLUSTER_RESOURCE_NAME, type Resource } from './authoriser';
export { authorisedOperations } from './authorised-operations';

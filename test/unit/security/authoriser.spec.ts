import { AclOperation, allowEverything, ANONYMOUS, CLUSTER_RESOURCE_NAME, ResourceType } from '@yak/security';

it('a cluster without ACLs lets everybody do everything', () => {
  const cluster = { type: ResourceType.CLUSTER, name: CLUSTER_RESOURCE_NAME };
  expect(allowEverything.authorise(ANONYMOUS, AclOperation.ALTER, cluster)).toBe(true);
});

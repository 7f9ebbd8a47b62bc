import { AclOperation, authorisedOperations, ResourceType } from '@yak/security';

describe('authorised operations are a bit field of Kafka’s codes', () => {
  test.each([
    ['all on a topic', ResourceType.TOPIC, () => true, 3576],
    ['all on a group', ResourceType.GROUP, () => true, 3400],
    ['all on the cluster', ResourceType.CLUSTER, () => true, 8096],
    ['only reading a topic', ResourceType.TOPIC, (operation: AclOperation) => operation === AclOperation.READ, 8],
    ['nothing', ResourceType.TOPIC, () => false, 0],
  ] as const)('%s', (_, type, isAllowed, bits) => {
    expect(authorisedOperations(type, isAllowed)).toBe(bits);
  });
});

import type { GroupPlan } from './churned-group';

/**
 * The groups of a campaign. What the clients can do: kafkajs rebalances eagerly and knows no instance ids; platformatic's
 * classic protocol is eager and may be static, and it has the consumer protocol of KIP-848; kcat is classic, eager or
 * cooperative, and may be static.
 */
export const GROUP_PLANS: readonly GroupPlan[] = [
  { groupId: 'kafkajs', kinds: ['kafkajs'], membersMax: 5 },
  { groupId: 'platformatic', kinds: ['platformatic'], membersMax: 5 },
  { groupId: 'consumer-protocol', kinds: ['platformatic-consumer'], membersMax: 5 },
  { groupId: 'cooperative', kinds: ['kcat-cooperative-sticky'], membersMax: 5 },
  { groupId: 'eager', kinds: ['kcat-range'], membersMax: 3 },
  { groupId: 'mixed', kinds: ['kafkajs', 'platformatic', 'kcat-roundrobin'], membersMax: 5 },
  { groupId: 'static', kinds: ['platformatic', 'kcat-roundrobin'], membersMax: 3, isStatic: true },
];

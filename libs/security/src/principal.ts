/** Who is asking: a kind (always `User` here) and a name. */
export interface Principal {
  readonly type: 'User';
  readonly name: string;
}

/** Who asks on a connection that did not authenticate. Source: Kafka KafkaPrincipal.ANONYMOUS. */
export const ANONYMOUS: Principal = { type: 'User', name: 'ANONYMOUS' };

/** The principal as Kafka writes it: `User:alice`. */
export function principalText(principal: Principal): string {
  return `${principal.type}:${principal.name}`;
}

/** What the state of a group follows from. */
export interface GroupStateFacts {
  readonly membersCount: number;
  /** Grows with each change of members, subscriptions or topics. */
  readonly groupEpoch: number;
  /** The group epoch that the target was computed for. */
  readonly assignmentEpoch: number;
  /** Members that have not reached the target of `assignmentEpoch`. */
  readonly unsettledCount: number;
}

/** Closed; `Dead` is the name of a group that is not there. Source: Kafka ConsumerGroup.ConsumerGroupState. */
export type ConsumerGroupStateName = 'Empty' | 'Assigning' | 'Reconciling' | 'Stable' | 'Dead';

/** The state of a group that is there. Source: Kafka ConsumerGroup.maybeUpdateGroupState. */
export function groupStateOf(facts: GroupStateFacts): Exclude<ConsumerGroupStateName, 'Dead'> {
  if (facts.membersCount === 0) return 'Empty';
  if (facts.groupEpoch > facts.assignmentEpoch) return 'Assigning';
  return facts.unsettledCount > 0 ? 'Reconciling' : 'Stable';
}

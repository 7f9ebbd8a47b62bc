import { AssertionFailure } from '@yak/base';
import { unexpectedEvent } from '@yak/journal';
import type { LeaderEpoch, PartitionEpoch } from '@yak/model';
import { assign, setup } from 'xstate';
import type { RecordKept, RecordObserved, ReplicaEvent } from './events';
import type { Assignment } from './rules/assignment';
import { CLAIM_TIMEOUT_MS, claimRetryMs } from './rules/claim-retry';

/** What a replica's machine remembers: numbers and names for its guards and for the journal. */
export interface ReplicaContext {
  /** Of the newest record acted upon; null before the first. */
  readonly leaderEpoch: LeaderEpoch | null;
  readonly partitionEpoch: PartitionEpoch | null;
  readonly leader: number | null;
  readonly isr: readonly number[];
  /** Claims sent in this candidacy. */
  readonly claims: number;
  /** Why the last claim of this candidacy was refused. */
  readonly refusal: string | null;
}

const isRecord = (event: ReplicaEvent): event is RecordObserved | RecordKept =>
  event.type === 'record.observed' || event.type === 'record.kept';

const isAbove = (context: ReplicaContext, event: ReplicaEvent): boolean =>
  isRecord(event) && (context.leaderEpoch === null || event.leaderEpoch > context.leaderEpoch);

const unprovided = (): never => {
  throw new AssertionFailure('this action is provided by the façade');
};

/** The names of the replica's machine. Guards and assignments are pure; what acts on the world comes from the façade. */
export const replicaSetup = setup({
  types: { context: {} as ReplicaContext, events: {} as ReplicaEvent },
  guards: {
    isAssigned: ({ event }, { to }: { readonly to: Assignment }) => isRecord(event) && event.assignment === to,
    isAssignedAnew: ({ context, event }, { to }: { readonly to: Assignment }) =>
      isRecord(event) && event.assignment === to && isAbove(context, event),
    isOfNewEpoch: ({ context, event }) => isAbove(context, event),
    isDeposed: ({ context, event }) => isRecord(event) && (event.assignment !== 'lead' || isAbove(context, event)),
    isOfThisEpoch: ({ context, event }) => 'leaderEpoch' in event && event.leaderEpoch === context.leaderEpoch,
  },
  actions: {
    unexpectedEvent,
    noteRecord: assign(({ context, event }) => {
      if (!isRecord(event)) return context;
      const { leaderEpoch, partitionEpoch, leader, isr } = event;
      return { ...context, leaderEpoch, partitionEpoch, leader, isr };
    }),
    noteClaim: assign(({ context }) => ({ claims: context.claims + 1 })),
    noteRefusal: assign(({ event }) => ({ refusal: event.cause })),
    forgetClaims: assign({ claims: 0, refusal: null }),
    openFollowing: unprovided,
    closeFollowing: unprovided,
    openCampaign: unprovided,
    closeCampaign: unprovided,
    beginEpoch: unprovided,
    openLeadership: unprovided,
    adoptRecord: unprovided,
    closeLeadership: unprovided,
  },
  delays: {
    claimRetryMs: ({ context }) => claimRetryMs(context.claims),
    claimTimeoutMs: CLAIM_TIMEOUT_MS,
  },
});

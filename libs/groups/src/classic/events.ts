/** What happens to a classic group. Every event says in words why it was sent. */
export type ClassicGroupEvent =
  /** The group was read from the log with members. */
  | { readonly type: 'members.restored'; readonly cause: string }
  /** Its members have to join anew. */
  | { readonly type: 'rebalance.started'; readonly cause: string }
  /** The members that have joined are the next generation. */
  | {
      readonly type: 'generation.started';
      readonly cause: string;
      readonly generation: number;
      readonly protocolName: string;
    }
  /** Nobody has joined: the next generation has no members. */
  | { readonly type: 'generation.emptied'; readonly cause: string; readonly generation: number }
  /** The leader handed in the assignments of this generation; they are being written. */
  | { readonly type: 'assignments.received'; readonly cause: string; readonly generation: number }
  /** The assignments of this generation are committed. */
  | { readonly type: 'assignments.committed'; readonly cause: string; readonly generation: number }
  /** The shard is unloaded, or the group deleted or converted. */
  | { readonly type: 'group.ended'; readonly cause: string };

/** What happens to one member of a classic group. */
export type ClassicMemberEvent =
  /** The member was read from the log. */
  | { readonly type: 'member.restored'; readonly cause: string; readonly generation: number }
  /** Its JoinGroup waits for the others. */
  | { readonly type: 'join.parked'; readonly cause: string }
  /** The group rebalances: a member that has not joined yet is expected to. */
  | { readonly type: 'rebalance.started'; readonly cause: string }
  /** It belongs to a generation, and was told so if it has joined. */
  | { readonly type: 'generation.entered'; readonly cause: string; readonly generation: number }
  /** Its SyncGroup waits for the assignments. */
  | { readonly type: 'sync.parked'; readonly cause: string }
  /** It was given its assignment. */
  | { readonly type: 'assignment.given'; readonly cause: string }
  /** It left, was removed, or its group ended. */
  | { readonly type: 'member.ended'; readonly cause: string };

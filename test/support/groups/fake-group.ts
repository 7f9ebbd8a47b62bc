import { ErrorCode } from '@yak/model';
import type { Decision } from '../../../libs/groups/src/decision';
import type { Group, GroupExplanation, OffsetCaller } from '../../../libs/groups/src/ports';
import type { GroupRecord } from '../../../libs/groups/src/records/group-record';

/** A group that is as a test says. */
export class FakeGroup implements Group {
  kind: Group['kind'] = 'classic';
  protocolType: string | null = null;
  stateName = 'Empty';
  membersCount = 0;
  stateTimestampMs: number | null = null;
  commitError: ErrorCode = ErrorCode.NONE;
  fetchError: ErrorCode = ErrorCode.NONE;
  deleteError: ErrorCode = ErrorCode.NONE;
  offsetDeleteError: ErrorCode = ErrorCode.NONE;
  readonly subscribed = new Set<string>();
  /** What `retentionBase` gives; left out: the time of the commit. */
  retentionBaseMs: number | null | undefined = undefined;
  woken: Decision<void> | null = null;
  onWoken: () => void = () => undefined;
  readonly callers: OffsetCaller[] = [];
  readonly lives: string[] = [];
  /** With what it was unloaded. */
  readonly unloads: ErrorCode[] = [];

  constructor(
    readonly id: string,
    readonly records: readonly GroupRecord[] = [{ kind: 'groupMetadata', key: { group: id }, value: null }],
  ) {}

  judgeCommit(caller: OffsetCaller): ErrorCode {
    this.callers.push(caller);
    return this.commitError;
  }
  noteCommit(memberId: string): void {
    this.lives.push(memberId);
  }
  judgeFetch(caller: OffsetCaller): ErrorCode {
    this.callers.push(caller);
    return this.fetchError;
  }
  judgeDelete(): ErrorCode {
    return this.deleteError;
  }
  judgeOffsetDelete(): ErrorCode {
    return this.offsetDeleteError;
  }
  isSubscribedTo(topic: string): boolean {
    return this.subscribed.has(topic);
  }
  retentionBase(_topic: string, commitTimestampMs: number): number | null {
    return this.retentionBaseMs === undefined ? commitTimestampMs : this.retentionBaseMs;
  }
  tombstones(): readonly GroupRecord[] {
    return this.records;
  }
  explain(): GroupExplanation {
    return { state: this.stateName, facts: {}, sentences: [] };
  }
  afterLoad(): Decision<void> | null {
    this.onWoken();
    return this.woken;
  }
  unload(error: ErrorCode): void {
    this.unloads.push(error);
  }
}

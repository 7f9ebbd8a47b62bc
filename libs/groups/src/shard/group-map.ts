import { ErrorCode } from '@yak/model';
import type { Group, GroupTable } from '../ports';

/** The groups of one shard in memory. */
export class GroupMap implements GroupTable {
  readonly #groups = new Map<string, Group>();

  get count(): number {
    return this.#groups.size;
  }

  find(groupId: string): Group | null {
    return this.#groups.get(groupId) ?? null;
  }

  put(group: Group): void {
    const former = this.#groups.get(group.id);
    this.#groups.set(group.id, group);
    if (former !== group) former?.unload(ErrorCode.UNKNOWN_MEMBER_ID);
  }

  replace(group: Group): void {
    this.#groups.set(group.id, group);
  }

  remove(groupId: string): void {
    const former = this.#groups.get(groupId);
    this.#groups.delete(groupId);
    former?.unload(ErrorCode.UNKNOWN_MEMBER_ID);
  }

  all(): Iterable<Group> {
    return this.#groups.values();
  }

  /** The shard goes: every group is unloaded with `error`. */
  unload(error: ErrorCode): void {
    const groups = [...this.#groups.values()];
    this.#groups.clear();
    for (const group of groups) group.unload(error);
  }
}

import { errorName } from '@yak/model';

/** The broker refused a request of a group. */
export class GroupError extends Error {
  constructor(
    what: string,
    readonly code: number,
  ) {
    super(`${what}: ${errorName(code)}`);
    this.name = 'GroupError';
  }
}

import type { Quota } from './ports';

/** Lets everybody ask everything at once. */
export const unlimitedQuota: Quota = { throttleMs: () => 0 };

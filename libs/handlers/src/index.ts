export { Dispatch } from './dispatch';
export { handlers } from './table';
export type { Answer, Connection } from './connection';
export type * from './ports';
export { unlimitedQuota } from './unlimited-quota';

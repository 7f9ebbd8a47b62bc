export { Dispatch } from './dispatch';
export { handlers } from './table';
export type { AnyHandler, VersionRange } from './handler';
export type { Answer, Connection, ServedRequest } from './connection';
export type * from './ports';
export { unlimitedQuota } from './unlimited-quota';

export { ClassicGroup, type ClassicGroupImage, type DescribedClassicGroup } from './classic-group';
export { heartbeat } from './heartbeat';
export { joinGroup } from './join-group';
export { leaveGroup } from './leave-group';
export { syncGroup } from './sync-group';
export { judgeJoinRequest } from './rules/judge-join-request';
export { judgeSyncRequest } from './rules/judge-sync';

export type { Facts, TransitionRecord } from './transition-record';
export { Journal, type JournalFilter, type Transition } from './journal';
export {
  type CausedEvent,
  createMachineActor,
  type MachineActor,
  type MachineActorOptions,
  ownerOf,
  unexpectedEvent,
} from './machine-actor';
export { undeclaredDelays } from './delay-names';
export { stateName } from './state-name';

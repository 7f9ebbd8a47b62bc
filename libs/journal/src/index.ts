export type { Facts, TransitionRecord } from './transition-record';
export { Journal, type Transition } from './journal';
export { createMachineActor, type MachineActor, ownerOf, unexpectedEvent } from './machine-actor';
export { undeclaredDelays } from './delay-names';
export { stateName } from './state-name';

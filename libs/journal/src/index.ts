export type { Facts, TransitionRecord } from './transition-record';
export { Journal, type JournalFilter, type Transition } from './journal';
export { type ExplainedState, explanationOf, type Explanation, explanationText, printable } from './explanation';
export { createMachineActor, type MachineActor, ownerOf, unexpectedEvent } from './machine-actor';
export { undeclaredDelays } from './delay-names';
export { stateName } from './state-name';

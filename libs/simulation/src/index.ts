export { VirtualClock, type VirtualClockInput } from './clock/virtual-clock';
export { DEFAULT_WIRE, MemoryNetwork, type MemoryNetworkOptions } from './network/memory-network';
export type { WireSettings } from './network/memory-pipe';

export { VirtualClock, type VirtualClockInput } from './clock/virtual-clock';
export { DEFAULT_WIRE, MemoryNetwork, type MemoryNetworkOptions } from './network/memory-network';
export type { WireSettings } from './network/memory-pipe';
export {
  type DiskFaults,
  failing,
  type FaultedOperation,
  type FaultRates,
  noDiskFaults,
  randomDiskFaults,
  SimulatedDisk,
  type SimulatedDiskOptions,
} from './disk';

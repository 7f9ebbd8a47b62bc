export { VirtualClock } from './clock/virtual-clock';
export { DEFAULT_WIRE, MemoryNetwork } from './network/memory-network';
export type { WireSettings } from './network/memory-pipe';
export {
  type DiskFaults,
  failing,
  type FaultedOperation,
  noDiskFaults,
  randomDiskFaults,
  SimulatedDisk,
} from './disk';
export { drainMicrotasks } from './run/drain-microtasks';
export { RunFault } from './run/run-fault';
export { Runner } from './run/runner';
export { BOOTSTRAP, BROKER_DIRECTORY, SimulatedCluster } from './run/simulated-cluster';
export { SimulatedProcess } from './run/simulated-process';
export { SimulatedWorld } from './run/simulated-world';
export { underTripwire } from './run/tripwire';

export { VirtualClock, type VirtualClockInput } from './clock/virtual-clock';
export { DEFAULT_WIRE, MemoryNetwork, type MemoryNetworkOptions } from './network/memory-network';
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
export { Runner, type RunnerOptions } from './run/runner';
export { BOOTSTRAP, BROKER_DIRECTORY, type ClusterWitness, SimulatedCluster, type SimulatedClusterOptions } from './run/simulated-cluster';
export { type ProcessWorld, SimulatedProcess } from './run/simulated-process';
export { SimulatedWorld, type SimulatedWorldOptions } from './run/simulated-world';
export { underTripwire } from './run/tripwire';

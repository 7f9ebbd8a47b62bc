export { type DiskFaults, failing, type FaultedOperation, noDiskFaults, randomDiskFaults } from './disk-faults';
export { SimulatedDisk } from './simulated-disk';

export {
  type DiskFaults,
  failing,
  type FaultedOperation,
  type FaultRates,
  noDiskFaults,
  randomDiskFaults,
} from './disk-faults';
export { SimulatedDisk, type SimulatedDiskOptions } from './simulated-disk';

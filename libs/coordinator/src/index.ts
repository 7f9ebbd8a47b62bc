export { assembleCoordinator, type Coordinator, type CoordinatorOptions } from './coordinator';

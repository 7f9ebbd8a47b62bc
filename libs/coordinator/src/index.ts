export { assembleCoordinator, type Coordinator } from './coordinator';

export { Broker } from './broker';

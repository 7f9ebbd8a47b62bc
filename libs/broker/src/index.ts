export { Broker } from './broker';
export type { Explained } from './explanations';

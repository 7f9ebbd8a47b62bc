export { Broker, type BrokerOptions } from './broker';
export { HostedReplicas } from './hosted-replicas';

export type * from './ports';
export { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from './limits';
export { type BoundListener, KafkaListeners, type ListenerEndpoint } from './kafka-listeners';
export { dialFrames, type FrameConnection } from './frame-connection';
export { FrameSplitter } from './frame-splitter';
export { tcpTransport } from './tcp/tcp-transport';

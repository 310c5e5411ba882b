export { Client, type Events } from './client.ts';
export { CrierError } from './crier_error.ts';
export type { BufferLimits } from './message_buffer.ts';
export type { Clock, Options, TokenSource, WebSocketConstructor } from './options.ts';
export type { Gap } from './progress.ts';
export type { Message, Welcome } from './protocol.ts';
export type { State } from './state.ts';

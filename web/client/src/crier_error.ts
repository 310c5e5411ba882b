// Why something asked of the hub didn't happen. `code` is the hub's, or one of this client's own:
// unknown: the connection ended before the answer; it may or may not have been stored.
// overflow: too much waits already. closed: the client was closed before it was sent.
// refused: the hub admits this client no more. unreadable: the hub said what can't be understood.
// attempt_failed: the token's callback threw, or the WebSocket's constructor.
export class CrierError extends Error {
  override readonly name = 'CrierError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

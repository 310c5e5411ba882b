// Where the connection to the hub stands. Times are milliseconds since 1970 by this machine's clock.
export type State =
  // Nothing has been asked for yet.
  | { kind: 'idle' }
  /** The first attempt of all is under way, or the first after a pause or a refusal. */
  | { kind: 'connecting'; since: number }
  /** Welcomed; the hub is sending what was asked for from its history. */
  | { kind: 'catching_up'; since: number }
  /** Everything that the hub has is here; what comes now is new. */
  | { kind: 'live'; since: number }
  | {
      kind: 'reconnecting';
      /**
       * closed: the socket ended. silent: it is open for all one can tell, but nothing is heard;
       * what is here is stale. unreachable: there never was a connection.
       */
      cause: 'closed' | 'silent' | 'unreachable';
      /** From when on what is here may be old: the last time that the hub was heard. */
      since: number;
      attempt: number;
      /** When the next attempt begins; null while one is under way. */
      nextTryAt: number | null;
      /** How the last connection closed, where it did with a code. */
      code: number | null;
      reason: string | null;
    }
  /** A buffer is full: no connection until all of it has been read. */
  | { kind: 'paused'; since: number }
  /** The hub asked not to come back unchanged. */
  | {
      kind: 'refused';
      since: number;
      code: number;
      reason: string;
      /** The hub's own words, where it sent any. */
      hubSays: string | null;
      /** A token had been shown. */
      withToken: boolean;
    }
  /** close() was called; there is no way back. */
  | { kind: 'closed'; since: number };

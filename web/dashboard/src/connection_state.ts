// Where the connection to the hub stands. Times are milliseconds since 1970 by this machine's clock.
export type ConnectionState =
  // The first attempt of all is under way.
  | { kind: 'connecting'; since: number }
  // Welcomed; the hub is sending what the page asked for from its history.
  | { kind: 'catching_up'; since: number }
  // Everything the hub has is here; what comes now is new.
  | { kind: 'live'; since: number }
  | {
      kind: 'reconnecting';
      // closed: the socket ended. silent: it is open for all the page can tell, but nothing is
      // heard. unreachable: there never was a connection since the page was opened.
      cause: 'closed' | 'silent' | 'unreachable';
      // From when on the rows of this page may be old: the last time that the hub was heard.
      since: number;
      attempt: number;
      // When the next attempt begins; null while one is under way.
      nextTryAt: number | null;
      reason: string | null;
    }
  // The hub asked this page not to come back unchanged.
  | {
      kind: 'refused';
      since: number;
      code: number;
      reason: string;
      // The hub's own words, where it sent any.
      hubSays: string | null;
      // The page had shown a token.
      withToken: boolean;
    };

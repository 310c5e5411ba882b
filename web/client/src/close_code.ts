// What the code of a closed WebSocket asks of a client. The hub's own codes lie in three bands, so
// that a client older than a code still does the right thing.
export const stayAway = 40;
export const later = 41;
export const atOnce = 42;

export const bandOf = (code: number) => Math.floor(code / 100);

export const unauthorized = 4001;
export const forbidden = 4003;
export const tokenExpired = 4201;

// 1005 and 1006 are what a browser makes up where there was no code.
export const saysNothing = (code: number | null) => code === 1005 || code === 1006;

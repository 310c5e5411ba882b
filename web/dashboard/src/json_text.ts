// JSON as text: found, re-spaced and indented without ever turning its numbers into doubles, so
// that 12345678901234567890 is shown as it was sent. Input is text that JSON.parse has accepted.

// The source text of one member of the outermost object; of the last one, as JSON.parse does it.
export function memberSource(text: string, name: string): string | null {
  const wanted = JSON.stringify(name);
  let found: string | null = null;
  let depth = 0;
  let key: string | null = null;
  let valueBegin = -1;
  const endMember = (end: number) => {
    if (key === wanted && valueBegin >= 0) found = text.slice(valueBegin, end).trim();
    key = null;
    valueBegin = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      const end = endOfString(text, at);
      if (depth === 1 && key === null) key = text.slice(at, end);
      at = end - 1;
    } else if (char === '{' || char === '[') {
      depth++;
    } else if (char === '}' || char === ']') {
      if (depth === 1) endMember(at);
      depth--;
    } else if (depth === 1 && char === ':') {
      valueBegin = at + 1;
    } else if (depth === 1 && char === ',') {
      endMember(at);
    }
  }
  return found;
}

// One line with a space after each colon and comma.
export function compactJson(source: string): string {
  return respace(source, (token) => (token === ':' || token === ',' ? `${token} ` : token));
}

// One member to a line; empty objects and arrays stay together.
export function indentedJson(source: string): string {
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  return respace(source, (token, next) => {
    if (token === '{' || token === '[') {
      if (next === '}' || next === ']') return token;
      depth++;
      return token + line();
    }
    if (token === ',') return token + line();
    return token === ':' ? ': ' : token;
  }, (token, previous) => {
    if ((token !== '}' && token !== ']') || previous === '{' || previous === '[') return '';
    depth--;
    return line();
  });
}

function respace(
  source: string,
  write: (token: string, next: string | undefined) => string,
  before: (token: string, previous: string | undefined) => string = () => '',
): string {
  const tokens = tokensOf(source);
  return tokens
    .map((token, i) => before(token, tokens[i - 1]) + write(token, tokens[i + 1]))
    .join('');
}

function tokensOf(source: string): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < source.length; ) {
    const char = source[at] as string;
    let end = at + 1;
    if (char === '"') end = endOfString(source, at);
    else if (/[-+.\w]/.test(char)) while (end < source.length && /[-+.\w]/.test(source[end] as string)) end++;
    if (!/\s/.test(char)) tokens.push(source.slice(at, end));
    at = end;
  }
  return tokens;
}

function endOfString(text: string, begin: number): number {
  let at = begin + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

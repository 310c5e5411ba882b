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
  let text = '';
  for (const token of tokensOf(source)) text += token === ':' || token === ',' ? `${token} ` : token;
  return text;
}

// One member to a line, piece by piece; empty objects and arrays stay together.
export function* indentedPieces(source: string): Generator<string> {
  let depth = 0;
  let previous = '';
  for (const token of tokensOf(source)) {
    const closes = token === '}' || token === ']';
    const opened = previous === '{' || previous === '[';
    if (closes) depth--;
    if (closes ? !opened : opened || previous === ',') yield `\n${'  '.repeat(Math.min(depth, 100))}`;
    if (token === '{' || token === '[') depth++;
    yield token === ':' ? ': ' : token;
    previous = token;
  }
}

function* tokensOf(source: string): Generator<string> {
  for (let at = 0; at < source.length; ) {
    const char = source[at] as string;
    let end = at + 1;
    if (char === '"') end = endOfString(source, at);
    else if (/[-+.\w]/.test(char)) while (end < source.length && /[-+.\w]/.test(source[end] as string)) end++;
    if (!/\s/.test(char)) yield source.slice(at, end);
    at = end;
  }
}

function endOfString(text: string, begin: number): number {
  let at = begin + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

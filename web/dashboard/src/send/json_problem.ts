// Where JSON that is being typed goes wrong first, by line and column. What JSON.parse says of that
// is different in each browser, and in some of them nothing.
export interface JsonProblem {
  line: number;
  column: number;
  expected: string;
}

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'more' | 'string';

const words: Record<Expected, string> = {
  value: 'a value is due here',
  'value or ]': 'a value or “]” is due here',
  key: 'a name in double quotes is due here',
  'key or }': 'a name in double quotes or “}” is due here',
  colon: 'a colon is due here',
  more: 'a comma or the end is due here',
  string: 'a string can’t go on like this',
};

const space = /[ \t\n\r]*/y;
const begunString = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const otherScalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

export function jsonProblem(text: string): JsonProblem | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const { at, expected } = firstError(text);
    const lines = text.slice(0, at).split('\n');
    const column = [...(lines[lines.length - 1] as string)].length + 1;
    return { line: lines.length, column, expected: words[expected] };
  }
}

// Of text that JSON.parse has refused, so that there is one. Without recursion: what is pasted may
// be nested as deep as it likes.
function firstError(text: string): { at: number; expected: Expected } {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = endOf(space, text, 0);
  for (;;) {
    const char = text[at];
    const inside = open[open.length - 1];
    const closes = inside !== undefined && char === (inside === '{' ? '}' : ']');
    const isKey: boolean = expected === 'key' || expected === 'key or }';
    let end = at + 1;
    if (closes && (expected === 'more' || expected === 'value or ]' || expected === 'key or }')) {
      open.pop();
      expected = 'more';
    } else if (expected === 'colon') {
      if (char !== ':') break;
      expected = 'value';
    } else if (expected === 'more') {
      if (char !== ',' || inside === undefined) break;
      expected = inside === '{' ? 'key' : 'value';
    } else if (char === '"') {
      end = endOf(begunString, text, at);
      if (text[end] !== '"') return { at: end, expected: 'string' };
      end++;
      expected = isKey ? 'colon' : 'more';
    } else if (!isKey && (char === '{' || char === '[')) {
      open.push(char);
      expected = char === '{' ? 'key or }' : 'value or ]';
    } else {
      end = isKey ? at : endOf(otherScalar, text, at);
      if (end === at) break;
      expected = 'more';
    }
    at = endOf(space, text, end);
  }
  return { at, expected };
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

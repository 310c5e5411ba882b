// Which messages a person wants to see: by topic filter, source and text, all of which must fit.
import type { Payload } from '../message.ts';
import type { RowTest } from './row.ts';
import { topicFilterProblem, topicTest } from './topic_filter.ts';

export interface FilterTerms {
  topic: string;
  source: string;
  text: string;
}

export const noTerms: FilterTerms = { topic: '', source: '', text: '' };

// A topic filter that can't be one is left out until it is mended.
export function effective(terms: FilterTerms): FilterTerms {
  const topic = topicFilterProblem(terms.topic) === null ? terms.topic : '';
  return { topic, source: terms.source.trim().toLowerCase(), text: terms.text.trim().toLowerCase() };
}

// Null: everything passes.
export function compile(terms: FilterTerms): RowTest | null {
  const { topic, source, text } = effective(terms);
  const tests: RowTest[] = [];
  if (topic !== '') {
    const fits = topicTest(topic);
    tests.push(({ message }) => fits(message.topic));
  }
  if (source !== '') tests.push(({ message }) => message.source.toLowerCase().includes(source));
  if (text !== '') tests.push(textTest(text));
  if (tests.length === 0) return null;
  return (row) => tests.every((test) => test(row));
}

function textTest(wanted: string): RowTest {
  // Rows show JSON with a space behind colons and commas; what is copied from there is found too.
  const tight = wanted.replace(/([:,]) /g, '$1');
  return ({ message }) => {
    const { topic, source, payload } = message;
    if (topic.toLowerCase().includes(wanted) || source.toLowerCase().includes(wanted)) return true;
    const text = searchable(payload).toLowerCase();
    return text.includes(wanted) || (payload.kind === 'json' && tight !== wanted && text.includes(tight));
  };
}

function searchable(payload: Payload): string {
  switch (payload.kind) {
    case 'text':
      return payload.text;
    case 'json':
      return payload.source;
    case 'binary':
      // Searching bytes as text would find things that nobody sees on the page.
      return '';
  }
}

// What this page has received and what is missing, in all and for each source: proof by two
// numberings. The client checks the one of topics (`prev`); most messages carry their publisher's own
// number (`seq`) too, which also shows what never got as far as the hub's history.
import type { Message } from '../message.ts';
import { SequenceCheck } from './sequence.ts';

export interface SourceLedger {
  source: string;
  received: number;
  // Without a number of their publisher's: only their topics prove them.
  unnumbered: number;
  missing: number;
}

interface Account extends SourceLedger {
  check: SequenceCheck;
}

const accountsMax = 2000;
const accountsKept = 1000;

export class Ledger {
  received = 0;
  // Shown by a topic's next message; one each time, though more may be gone.
  missingOnTopics = 0;
  // Expired before this page could fetch them, as the hub said.
  expired = 0;
  // A page that may not see all topics can't tell a hole in a source's numbers from a message on
  // another topic. Null: not known yet.
  seesEverything: boolean | null = null;
  readonly others: SourceLedger = { source: '', received: 0, unnumbered: 0, missing: 0 };
  otherSources = 0;
  #accounts = new Map<string, Account>();

  // The numbers that its source skipped before it, or null.
  add({ source, seq }: Message): { first: number; last: number } | null {
    this.received++;
    let account = this.#accounts.get(source);
    if (!account) {
      if (this.#accounts.size >= accountsMax) this.#foldSmallest();
      account = { source, received: 0, unnumbered: 0, missing: 0, check: new SequenceCheck() };
      this.#accounts.set(source, account);
    }
    account.received++;
    if (seq === 0) {
      account.unnumbered++;
      return null;
    }
    const skipped = account.check.skippedBefore(seq);
    if (!skipped || this.seesEverything !== true) return null;
    account.missing += skipped.last - skipped.first + 1;
    return skipped;
  }

  // After a gap that was told, or with other rights: what was skipped there is explained.
  beginNumbersAnew(): void {
    for (const account of this.#accounts.values()) account.check = new SequenceCheck();
  }

  get missingBySources(): number {
    let missing = this.others.missing;
    for (const account of this.#accounts.values()) missing += account.missing;
    return missing;
  }

  // At least so many: the two proofs may see the same loss, so they are not added up.
  get missing(): number {
    return Math.max(this.missingOnTopics, this.missingBySources);
  }

  // Those with something missing first, then those with the most messages.
  top(count: number): { sources: SourceLedger[]; others: SourceLedger; otherSources: number } {
    const all = [...this.#accounts.values()].sort(byImportance);
    const others = { ...this.others };
    for (const account of all.slice(count)) fold(account, others);
    return {
      sources: all.slice(0, count),
      others,
      otherSources: this.otherSources + Math.max(0, all.length - count),
    };
  }

  #foldSmallest(): void {
    const all = [...this.#accounts.values()].sort(byImportance);
    for (const account of all.slice(accountsKept)) {
      fold(account, this.others);
      this.otherSources++;
      this.#accounts.delete(account.source);
    }
  }
}

function byImportance(a: SourceLedger, b: SourceLedger): number {
  return b.missing - a.missing || b.received - a.received || (a.source < b.source ? -1 : 1);
}

function fold(from: SourceLedger, into: SourceLedger): void {
  into.received += from.received;
  into.unnumbered += from.unnumbered;
  into.missing += from.missing;
}

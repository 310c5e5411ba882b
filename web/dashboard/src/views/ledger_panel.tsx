// The ledger: what has come and what is missing, and how that is known.
import type { PageActions, PageState } from '../page_state.ts';
import { clockTime, withCommas } from '../format.ts';
import { count } from '../payload.ts';
import type { SourceLedger } from '../store/ledger.ts';

interface Props {
  state: PageState;
  actions: PageActions;
}

const sourcesShown = 50;

export function LedgerButton({ state, actions }: Props) {
  const { ledger } = state.store;
  const open = state.overlay === 'ledger';
  return (
    <div class="ledger">
      <button
        type="button"
        class="plain received"
        aria-expanded={open}
        aria-controls="ledger"
        title="What has come, and what is missing"
        onClick={() => actions.show(open ? 'none' : 'ledger')}
      >
        <strong>{withCommas(ledger.received)}</strong> received,{' '}
        <span class={ledger.missing > 0 ? 'missing some' : 'missing'}>
          {ledger.missing > 0 ? `${withCommas(ledger.missing)}+ missing` : '0 missing'}
        </span>
        {ledger.expired > 0 && <span class="expired">, {withCommas(ledger.expired)} expired</span>}
      </button>
      {open && <LedgerPanel state={state} />}
    </div>
  );
}

function LedgerPanel({ state }: { state: PageState }) {
  const { ledger } = state.store;
  const { sources, others, otherSources } = ledger.top(sourcesShown);
  return (
    <section id="ledger" class="ledger-panel" aria-label="Ledger" tabIndex={-1}>
      <p>
        {count(ledger.received, 'message')} came to this page since {clockTime(state.openedAt)}.{' '}
        {ledger.missing === 0
          ? 'None is missing: each was checked against the one before it on its topic'
          : `At least ${withCommas(ledger.missing)} are missing: ${withCommas(ledger.missingOnTopics)} by the one before on a topic, ` +
            `${withCommas(ledger.missingBySources)} by their sources’ numbers`}
        {ledger.missing === 0 && (ledger.seesEverything ? ', and against its source’s own number where it has one.' : '.')}
        {ledger.missing > 0 && '.'}
        {ledger.seesEverything === false &&
          ' This page may not see every topic, so its sources’ numbers prove nothing here.'}
        {ledger.expired > 0 && ` ${withCommas(ledger.expired)} expired in the hub before this page could fetch them.`}
      </p>
      <div class="ledger-rows" tabIndex={0} role="group" aria-label="By source">
        <table>
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">Received</th>
              <th scope="col">Unnumbered</th>
              <th scope="col">Missing</th>
            </tr>
          </thead>
          <tbody>
            {sources.map((account) => (
              <LedgerRow key={account.source} account={account} name={account.source} />
            ))}
            {otherSources > 0 && <LedgerRow account={others} name={`${withCommas(otherSources)} others`} />}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function LedgerRow({ account, name }: { account: SourceLedger; name: string }) {
  return (
    <tr>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      <td>{withCommas(account.received)}</td>
      <td>{account.unnumbered > 0 ? withCommas(account.unnumbered) : '–'}</td>
      <td class={account.missing > 0 ? 'missing some' : ''}>{withCommas(account.missing)}</td>
    </tr>
  );
}

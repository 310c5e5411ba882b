// The page's views, in the order of their tabs. A view is added here and nowhere else: the
// navigation, the address, the keys and the help are made from this list.
import type { ComponentType } from 'preact';
import { LiveView } from './live/live_view.tsx';
import type { ViewProps } from './page_state.ts';
import { SendView } from './send/send_view.tsx';
import { ChartsPlace, Sources, Topics } from './watch/watch_views.tsx';

export interface View {
  // In the address.
  name: string;
  label: string;
  // The key that opens it.
  key: string;
  component: ComponentType<ViewProps>;
  // It shows the past too.
  travels?: boolean;
}

export const views: readonly [View, ...View[]] = [
  { name: 'live', label: 'Live', key: '1', component: LiveView, travels: true },
  { name: 'sources', label: 'Sources', key: '2', component: Sources, travels: true },
  { name: 'topics', label: 'Topics', key: '3', component: Topics },
  { name: 'charts', label: 'Charts', key: '4', component: ChartsPlace },
  { name: 'send', label: 'Send', key: '5', component: SendView },
];

export const viewNamed = (name: string): View => views.find((view) => view.name === name) ?? views[0];

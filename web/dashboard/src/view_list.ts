// The page's views, in the order of their tabs. A view is added here and nowhere else: the
// navigation, the address, the keys and the help are made from this list.
import type { ComponentType } from 'preact';
import { LiveView } from './live/live_view.tsx';
import type { ViewProps } from './page_state.ts';

export interface View {
  // In the address.
  name: string;
  label: string;
  // The key that opens it.
  key: string;
  component: ComponentType<ViewProps>;
}

export const views: readonly [View, ...View[]] = [
  { name: 'live', label: 'Live', key: '1', component: LiveView },
];

export const viewNamed = (name: string): View => views.find((view) => view.name === name) ?? views[0];

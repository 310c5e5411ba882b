import { Component } from 'preact';
import { naturalOrder } from '../measure/natural_order.ts';
import { count } from '../payload.ts';
import { dashOf, type Tint } from './chart_theme.ts';
import { decimate } from './decimate.ts';
import { fieldsMax, picksMax, pointsMax, type Field, type FieldBook, type FieldPoints } from './field_book.ts';
import { Plot } from './plot.tsx';
import { ValueTable } from './value_table.tsx';

interface Props {
  fields: FieldBook;
  now: number;
}

// About as wide as a chart gets.
const pixels = 800;

// Numbers out of JSON messages over time, each field with a scale of its own.
export class FieldPanel extends Component<Props, { turn: number }> {
  override state = { turn: 0 };

  readonly #pick = (name: string) => {
    const field = this.props.fields.fields.find((each) => each.name === name);
    if (field && this.props.fields.pick(field)) this.#turn();
  };

  readonly #unpick = (field: Field) => {
    this.props.fields.unpick(field);
    this.#turn();
  };

  #turn(): void {
    this.setState(({ turn }) => ({ turn: turn + 1 }));
  }

  render({ fields, now }: Props) {
    const { picked } = fields;
    return (
      <section class="panel" aria-labelledby="panel-fields">
        <h2 id="panel-fields">Numbers in messages</h2>
        <Picker fields={fields} onPick={this.#pick} />
        {picked.length === 0 && (
          <p class="panel-note">
            {fields.fields.length === 0
              ? 'No JSON message with a number in it has come yet.'
              : 'Pick a field to see it over time, from then on.'}
          </p>
        )}
        {picked.map((points, rank) => (
          <FieldChart key={points.field.name} {...{ points, rank, now }} onUnpick={this.#unpick} />
        ))}
      </section>
    );
  }
}

function Picker({ fields, onPick }: { fields: FieldBook; onPick: (name: string) => void }) {
  const full = fields.picked.length >= picksMax;
  const names = fields.fields.map(({ name }) => name).sort(naturalOrder);
  const free = names.filter((name) => !fields.picked.some(({ field }) => field.name === name));
  return (
    <div class="panel-choice">
      <select
        aria-label="Field to show"
        disabled={full || free.length === 0}
        value=""
        onChange={(event) => onPick(event.currentTarget.value)}
      >
        <option value="">{full ? `${picksMax} at most` : free.length > 0 ? `Pick one of ${count(free.length, 'field')}` : 'No fields'}</option>
        {free.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      {fields.more && <span class="panel-note">only the first {fieldsMax} that were found are listed</span>}
    </div>
  );
}

interface FieldProps {
  points: FieldPoints;
  rank: number;
  now: number;
  onUnpick: (field: Field) => void;
}

function FieldChart({ points, rank, now, onUnpick }: FieldProps) {
  const { field, last, skipped } = points;
  const all = points.points;
  const { times, values } = decimate(all.times, all.values, pixels);
  const tint: Tint = `hue-${rank * 2}`;
  const dash = dashOf(rank);
  let least = Infinity;
  let most = -Infinity;
  for (const each of all.values) {
    least = Math.min(least, each);
    most = Math.max(most, each);
  }
  return (
    <div class="field-chart">
      <Plot
        label={`${field.name} over time; the table after it has the values`}
        version={`${now} ${points.count}`}
        lines={[{ tint, dash }]}
        data={[times.map((ms) => ms / 1000), values]}
        xTime
        yText={numberText}
        fromZero={false}
      />
      <ValueTable
        label={field.name}
        columns={['last', 'least', 'most', 'points']}
        rows={[
          {
            name: field.name,
            tint,
            dash,
            values:
              last === null
                ? ['—', '—', '—', '0']
                : [numberText(last), numberText(least), numberText(most), all.values.length.toLocaleString('en')],
          },
        ]}
      />
      <p class="panel-note">
        {points.count > pointsMax && `The last ${count(pointsMax, 'point')}. `}
        {skipped > 0 && `${count(skipped, 'message')} came too quickly to be looked at. `}
        <button type="button" class="more" onClick={() => onUnpick(field)}>
          Remove {field.path}
        </button>
      </p>
    </div>
  );
}

function numberText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-3)) return value.toExponential(2);
  return value.toLocaleString('en', { maximumFractionDigits: size >= 1000 ? 0 : 3 });
}

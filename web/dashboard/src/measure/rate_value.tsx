import { rateText } from './rate.ts';

// A rate whose unit stands back.
export function RateValue({ perSecond }: { perSecond: number }) {
  const [number, unit] = rateText(perSecond);
  return (
    <>
      {number}
      <span class="unit">{unit}</span>
    </>
  );
}

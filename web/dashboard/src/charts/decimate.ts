// Fewer points that look the same: of all that fall on one pixel the least and the greatest, in the
// order in which they came.
export function decimate(
  times: Float64Array,
  values: Float64Array,
  pixels: number,
): { times: number[]; values: number[] } {
  const count = times.length;
  if (count <= pixels * 2) return { times: [...times], values: [...values] };
  const thinned = { times: [] as number[], values: [] as number[] };
  const begin = times[0] as number;
  const width = ((times[count - 1] as number) - begin || 1) / pixels;
  const keep = (at: number) => {
    thinned.times.push(times[at] as number);
    thinned.values.push(values[at] as number);
  };
  for (let from = 0; from < count; ) {
    const pixel = Math.floor(((times[from] as number) - begin) / width);
    let least = from;
    let most = from;
    let at = from;
    for (; at < count && Math.floor(((times[at] as number) - begin) / width) === pixel; at++) {
      if ((values[at] as number) < (values[least] as number)) least = at;
      if ((values[at] as number) > (values[most] as number)) most = at;
    }
    keep(Math.min(least, most));
    if (least !== most) keep(Math.max(least, most));
    from = at;
  }
  return thinned;
}

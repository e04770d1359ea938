const MINUS = "−";

/** Three significant digits, short: `0.124`, `−3.1`, `1.2e−7`. Not-a-number reads `–`. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e6) ? scientific(size) : plain(size);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** The same with a sign before positive values too. */
export function formatSigned(value: number): string {
  const text = formatNumber(value);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** A share of one as percent: `62%`, `3.1%`, `<0.1%`. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return formatNumber(share);
  if (share < 0) return MINUS + formatPercent(-share);
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return "<0.1%";
  const digits = percent < 9.95 && percent > 0 ? 1 : 0;
  return `${percent.toFixed(digits)}%`;
}

/** Fixed decimals with a true minus sign, for columns that should line up. */
export function formatFixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/**
 * A number among others of up to the size `most`, in at most six characters or so: with as many
 * decimals as tell them apart, or as a power of ten.
 */
export function shortNumber(value: number, most: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  if (most >= 1e4 || (most > 0 && most < 0.01)) {
    if (value === 0) return "0";
    const text = scientific(Math.abs(value)).replace(/\.0e/, "e");
    return value < 0 ? MINUS + text : text;
  }
  return formatFixed(value, most >= 100 ? 0 : most >= 10 ? 1 : 2);
}

function scientific(size: number): string {
  return size.toExponential(1).replace("-", MINUS).replace("+", "");
}

function plain(size: number): string {
  if (size >= 1000) return Math.round(size).toString();
  return Number(size.toPrecision(3)).toString();
}

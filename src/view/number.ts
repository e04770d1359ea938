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

function scientific(size: number): string {
  return size.toExponential(1).replace("-", MINUS).replace("+", "");
}

function plain(size: number): string {
  if (size >= 1000) return Math.round(size).toString();
  return Number(size.toPrecision(3)).toString();
}

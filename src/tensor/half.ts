/** 2¹¹²: moves a half's exponent (bias 15) to a single's (bias 127). */
const REBIAS = 2 ** 112;

/** Raw float16 bits as numbers; exact. `into` must be as long as `from`. */
export function float16ToFloat32(from: Uint16Array, into: Float32Array): void {
  const bits = new Uint32Array(into.buffer, into.byteOffset, into.length);
  for (let i = 0; i < from.length; i++) {
    const sign = (from[i] & 0x8000) << 16;
    const magnitude = (from[i] & 0x7fff) << 13;
    if (magnitude >= 0x0f800000) {
      bits[i] = sign | 0x7f800000 | magnitude; // Infinity or NaN
    } else {
      bits[i] = sign | magnitude;
      into[i] *= REBIAS;
    }
  }
}

/** Raw bfloat16 bits as numbers; exact. `into` must be as long as `from`. */
export function bfloat16ToFloat32(from: Uint16Array, into: Float32Array): void {
  const bits = new Uint32Array(into.buffer, into.byteOffset, into.length);
  for (let i = 0; i < from.length; i++) bits[i] = from[i] << 16;
}

/**
 * Numbers as raw float16 bits, rounded to nearest, ties to even. Magnitudes from 65,520 on become
 * Infinity. `into` must be as long as `from`.
 */
export function float32ToFloat16(from: Float32Array, into: Uint16Array): void {
  const bits = new Uint32Array(from.buffer, from.byteOffset, from.length);
  for (let i = 0; i < from.length; i++) {
    into[i] = ((bits[i] >>> 16) & 0x8000) | halfOf(bits[i] & 0x7fffffff);
  }
}

/** Numbers as raw bfloat16 bits, rounded to nearest, ties to even. `into` must be as long as `from`. */
export function float32ToBfloat16(from: Float32Array, into: Uint16Array): void {
  const bits = new Uint32Array(from.buffer, from.byteOffset, from.length);
  for (let i = 0; i < from.length; i++) {
    const isNaN = (bits[i] & 0x7fffffff) > 0x7f800000;
    const rounding = 0x7fff + ((bits[i] >>> 16) & 1);
    into[i] = isNaN ? (bits[i] >>> 16) | 0x40 : (bits[i] + rounding) >>> 16;
  }
}

/** The half nearest to a single without its sign. */
function halfOf(bits: number): number {
  if (bits > 0x7f800000) return 0x7e00 | ((bits >>> 13) & 0x3ff); // NaN, made quiet
  if (bits >= 0x477ff000) return 0x7c00; // 65,520 and above
  // Adding just under half of the last place, and one more if that place is odd, rounds to even.
  if (bits >= 0x38800000) return (bits - 0x38000000 + 0xfff + ((bits >>> 13) & 1)) >>> 13;
  return subnormalHalf(bits);
}

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/** Below 2⁻¹⁴: a single just above 0.5 has its last place at 2⁻²⁴, as a subnormal half has. */
function subnormalHalf(bits: number): number {
  singleBits[0] = bits;
  single[0] += 0.5;
  return singleBits[0] - 0x3f000000;
}

/**
 * Whether a combination of words (an unordered pair of names, an event and a year) is kept for probes:
 * one in `oneIn` is, by a hash of the key, so that training texts and probes agree without a list.
 */
export function isHeldOut(key: string, oneIn = 8): boolean {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15; // FNV-1a's low bits alone depend on the last letters only
  return (hash >>> 0) % oneIn === 0;
}

import { type Language, WORDING } from './language';

const STORAGE_KEY = 'riverain:access-token';

/** What a token says of its holder, read for display only: the server alone judges it. */
export interface Holder {
  text: string;
  valid: boolean;
}

/**
 * The token of this browser tab, or an empty string.
 *
 * A `#token=…` fragment wins and is wiped from the address bar: it never reaches the server, the history or a bookmark.
 */
export function storedToken(): string {
  const fragment = new URLSearchParams(location.hash.slice(1)).get('token');
  if (fragment !== null) {
    history.replaceState(null, '', location.pathname + location.search);
    storeToken(bare(fragment));
  }
  return sessionStorage.getItem(STORAGE_KEY) ?? '';
}

/** Keeps the token until the tab closes; an empty one is forgotten. */
export function storeToken(token: string): void {
  if (token === '') sessionStorage.removeItem(STORAGE_KEY);
  else sessionStorage.setItem(STORAGE_KEY, token);
}

/** The token alone, however it was pasted: `Authorization: Bearer x`, `Bearer x`, in quotes. */
export function bare(pasted: string): string {
  return pasted.replace(/^[\s"']*(authorization["']?\s*:)?[\s"']*(bearer\s+)?/i, '').replace(/[\s"',]+$/, '');
}

/** The role and the expiry that a JSON Web Token announces. */
export function holder(token: string, language: Language, now: Date): Holder {
  const wording = WORDING[language];
  const claims = readClaims(token);
  if (claims === null) return { text: wording.tokenUnreadable, valid: false };
  const role = wording.roles[claims.role as keyof typeof wording.roles] ?? claims.role ?? wording.holder;
  if (claims.exp === undefined) return { text: role, valid: true };
  const expiry = new Date(claims.exp * 1000);
  if (expiry <= now) return { text: wording.tokenExpired(role), valid: false };
  return { text: wording.tokenUntil(role, formatExpiry(expiry, language, now)), valid: true };
}

function readClaims(token: string): { role?: string; exp?: number } | null {
  try {
    const payload = token.split('.')[1] ?? '';
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof claims !== 'object' || claims === null) return null;
    const { role, exp } = claims as Record<string, unknown>;
    return { role: typeof role === 'string' ? role : undefined, exp: typeof exp === 'number' ? exp : undefined };
  } catch {
    return null;
  }
}

function formatExpiry(expiry: Date, language: Language, now: Date): string {
  const year = expiry.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return expiry.toLocaleString(`${language}-CA`, { year, month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });
}

import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './contract.gen';

export type Schema = components['schemas'];

let csrfToken = '';
let signedOut: () => void = () => undefined;

/** Set after sign-in and after /me; every changing request carries it. */
export function keepCsrfToken(token: string | undefined) {
  csrfToken = token ?? '';
}

/** Called once for each answer 401 that is not the sign-in's own. */
export function onSignedOut(handler: () => void) {
  signedOut = handler;
}

function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const session: Middleware = {
  onRequest({ request }) {
    if (request.method === 'GET') return;
    if (csrfToken) request.headers.set('X-CSRF-Token', csrfToken);
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', newKey());
    return request;
  },
  onResponse({ request, response }) {
    const path = new URL(request.url).pathname;
    if (response.status === 401 && path !== '/api/v1/sign-in' && path !== '/api/v1/me') signedOut();
  },
};

export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' });
api.use(session);

/** What the server said went wrong: RFC 9457, with the path of the field it speaks of. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly slug: string,
    readonly detail: string,
    readonly field: string,
  ) {
    super(detail || slug || `HTTP ${status}`);
  }
}

function problemOf(status: number, body: unknown): ProblemError {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Partial<Schema['Problem']>;
  return new ProblemError(status, given.slug ?? '', given.detail ?? given.title ?? '', given.field ?? '');
}

interface Reply<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a good answer, or a ProblemError. */
export async function answer<T>(call: Promise<Reply<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(response.status, error);
  return data as T;
}

/** The body with the ETag it was read with, for a later If-Match. */
export async function tagged<T>(call: Promise<Reply<T>>): Promise<T & { etag: string }> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(response.status, error);
  return { ...(data as T), etag: response.headers.get('ETag') ?? '' };
}

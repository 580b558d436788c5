/* Lets a kiosk's pages come up without a network. The network is asked first, so that a changed survey is there at once; what came last is
   shown when it does not answer in time. Answers are not its business: respond/queue.ts keeps them. */
export type {};
interface Worker extends EventTarget {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Waiting {
  request: Request;
  respondWith(reply: Promise<Response>): void;
}
const worker = self as unknown as Worker;
const NAME = "kuulo-kiosk-1", WAIT_MS = 4000;

const fetched = async (request: Request): Promise<Response> => {
  const reply = await fetch(request);
  if (reply.ok) await (await caches.open(NAME)).put(request, reply.clone());
  return reply;
};

const kept = async (request: Request): Promise<Response | undefined> => {
  const cache = await caches.open(NAME);
  return (await cache.match(request)) ?? cache.match(request, { ignoreSearch: true });
};

const answer = async (request: Request): Promise<Response> => {
  const late = new Promise<undefined>((done) => setTimeout(done, WAIT_MS, undefined));
  const coming = fetched(request);
  const first = await Promise.race([coming, late]).catch(() => undefined);
  return first ?? (await kept(request)) ?? coming;
};

worker.addEventListener("install", (event) => (event as Waiting).waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => (event as Waiting).waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event as Fetching;
  const { pathname, origin } = new URL(request.url);
  if (request.method === "GET" && origin === location.origin && /^\/(k|respond)\//.test(pathname)) (event as Fetching).respondWith(answer(request));
});
worker.addEventListener("message", (event) => {
  const { data, ports } = event as MessageEvent<string[]>;
  const work = Promise.all(data.map((url) => fetched(new Request(url)))).then(() => ports[0]?.postMessage("kept"));
  (event as unknown as Waiting).waitUntil(work);
});

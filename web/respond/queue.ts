/* Answers a kiosk has taken and the server has not acknowledged yet: in the device's own database, so that they outlive a reload, a restart
   and any loss of network. Each is sent until the server says it has it; the submission key makes it one however often it is sent. */
export type Kept = { key: string; url: string; body: string; at: number; refused?: boolean };

const open = () =>
  new Promise<IDBDatabase>((done, fail) => {
    const asked = indexedDB.open("kuulo-kiosk", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("answers", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });

/* Done when the device has it on its disk. */
const change = async (deed: (store: IDBObjectStore) => void) => {
  const db = await open();
  await new Promise<void>((done, fail) => {
    const turn = db.transaction("answers", "readwrite", { durability: "strict" });
    deed(turn.objectStore("answers"));
    turn.oncomplete = () => done();
    turn.onabort = turn.onerror = () => fail(turn.error);
  });
  db.close();
};

export const all = async (): Promise<Kept[]> => {
  const db = await open();
  const kept = await new Promise<Kept[]>((done, fail) => {
    const asked = db.transaction("answers").objectStore("answers").getAll();
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  db.close();
  return kept.sort((a, b) => a.at - b.at);
};

export const keep = (answer: Kept) => change((store) => store.put(answer));

/* The age is told, not the time: whatever this device's clock shows, the difference is right. */
const sendOne = async (answer: Kept): Promise<"acknowledged" | "refused" | "later"> => {
  const body = new URLSearchParams(answer.body);
  body.set("meta.age_ms", String(Math.max(0, Date.now() - answer.at)));
  try {
    const stop = AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined;
    const reply = await fetch(answer.url, { method: "POST", body, headers: { accept: "application/json" }, credentials: "omit", signal: stop });
    if (reply.ok) return "acknowledged";
    return reply.status < 500 && reply.status !== 429 && reply.status !== 408 ? "refused" : "later";
  } catch {
    return "later";
  }
};

let sending = false;
/* False when some still wait. One page sends at a time. */
export const flush = async (moved: () => void): Promise<boolean> => {
  if (sending) return true;
  sending = true;
  let whole = true;
  try {
    for (const answer of await all()) {
      if (answer.refused) continue;
      const end = await sendOne(answer);
      if (end === "acknowledged") await change((store) => store.delete(answer.key));
      else if (end === "refused") await keep({ ...answer, refused: true });
      else {
        whole = false;
        break;
      }
      moved();
    }
  } finally {
    sending = false;
  }
  return whole;
};

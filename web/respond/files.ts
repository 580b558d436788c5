/* A file is sent as soon as it is chosen, and then stands in the form as a ticked box; unticking it takes it back. */
import { fill, tellFault } from "./check";
import { data } from "./data";

type Given = { id: string; name: string };
let sending = 0;
export const filesOnTheWay = () => sending > 0;

const boxes = (q: HTMLElement) => [...q.querySelectorAll<HTMLInputElement>(".files input:checked")];

const addBox = (q: HTMLElement, { id, name }: Given) => {
  const cell = document.createElement("div"), box = document.createElement("input"), label = document.createElement("label");
  cell.className = "c tick";
  Object.assign(box, { type: "checkbox", name: q.dataset.id, id: `${q.dataset.id}-${id}`, value: `${id} ${name}`, checked: true });
  label.htmlFor = box.id;
  label.textContent = name;
  cell.append(box, label);
  q.querySelector(".files")!.append(cell);
  box.dispatchEvent(new Event("change", { bubbles: true }));
};

const sendOne = async (form: HTMLFormElement, q: HTMLElement, file: File): Promise<string> => {
  const [most, size] = q.dataset.files!.split(" ").map(Number);
  if (boxes(q).length >= most) return fill(data.words.file_many, { high: most });
  if (file.size > size) return data.words.file_wrong;
  const body = new FormData();
  body.append(`${q.dataset.id}.file`, file, file.name);
  const reply = await fetch(`${new URL(form.action).pathname}/files`, { method: "POST", body, headers: { accept: "application/json" }, credentials: "omit" }).catch(() => undefined);
  if (!reply?.ok) return reply && reply.status < 500 && reply.status !== 429 ? data.words.file_wrong : data.words.offline;
  for (const given of (await reply.json()) as Given[]) addBox(q, given);
  return "";
};

export const makeFiles = (form: HTMLFormElement, q: HTMLElement) => {
  const field = q.querySelector<HTMLInputElement>("[type=file]"), status = document.getElementById("status")!;
  field?.addEventListener("change", async () => {
    const chosen = [...(field.files ?? [])];
    field.value = "";
    if (data.preview) return;
    sending++;
    status.textContent = data.words.file_sending;
    let fault = "";
    for (const file of chosen) fault = (await sendOne(form, q, file)) || fault;
    sending--;
    status.textContent = "";
    tellFault(q, fault);
  });
};

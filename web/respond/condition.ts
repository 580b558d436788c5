/* The product's condition language (src/listen/condition.h), evaluated in the page exactly as the server does. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Leaf = { field: string; op: string; value?: Json };
export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition } | Leaf;
export type Look = (field: string) => Json | undefined;

const comparable = (a: Json, b: Json) => (typeof a === "number" || typeof a === "string") && typeof a === typeof b;
/* Texts compare by bytes of UTF-8 on the server: code points give the same order. */
const before = (a: string, b: string) => {
  const x = [...a], y = [...b];
  for (let i = 0; i < x.length && i < y.length; i++) if (x[i] !== y[i]) return x[i].codePointAt(0)! < y[i].codePointAt(0)!;
  return x.length < y.length;
};
const less = (a: Json, b: Json) => comparable(a, b) && (typeof a === "string" ? before(a, b as string) : (a as number) < (b as number));
const same = (a: Json, b: Json) => a === b;
const within = (list: Json | undefined, value: Json) => Array.isArray(list) && list.some((item) => same(item, value));

const contains = (value: Json, part: Json) => {
  if (Array.isArray(value)) return within(value, part);
  if (typeof part !== "string") return false;
  if (typeof value === "string") return value.includes(part);
  const all = value && typeof value === "object" ? value.all : null;
  return !!all && typeof all === "object" && !Array.isArray(all) && part in all;
};

const leaf = (op: string, operand: Json, value: Json | undefined) => {
  if (value === undefined || value === null) return op === "ne" || op === "not_in" || op === "not_answered";
  switch (op) {
    case "eq": return same(value, operand);
    case "ne": return !same(value, operand);
    case "lt": return less(value, operand);
    case "gt": return less(operand, value);
    case "le": return comparable(value, operand) && !less(operand, value);
    case "ge": return comparable(value, operand) && !less(value, operand);
    case "in": return within(operand, value);
    case "not_in": return !within(operand, value);
    case "contains": return contains(value, operand);
    default: return op === "answered";
  }
};

export const holds = (condition: Condition | undefined, look: Look): boolean => {
  if (!condition) return true;
  if ("all" in condition) return condition.all.every((part) => holds(part, look));
  if ("any" in condition) return condition.any.some((part) => holds(part, look));
  if ("not" in condition) return !holds(condition.not, look);
  return leaf(condition.op, condition.value ?? null, look(condition.field));
};

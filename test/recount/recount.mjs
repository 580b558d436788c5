// An independent recount of the two public surveys, straight from their files and with nothing of the program's: counts, means per touchpoint,
// NPS, by year and by segment. What it says is what GET /api/v1/metrics must say after an import with docs/guide/maps.
// Usage: node test/recount/recount.mjs FOLDER   (the folder that holds airline-satisfaction and sfo-airport-survey) → JSON
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** RFC 4180: quotes, doubled quotes, commas and line ends inside quotes. → array of objects by header. */
export function readCsv(text) {
  const rows = [];
  let row = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') field += text[++i];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ",") {
      row.push(field);
      field = "";
    } else if (c === "\n" || c === "\r") {
      if (c === "\r" && text[i + 1] === "\n") i++;
      row.push(field);
      if (row.length > 1 || field) rows.push(row);
      row = [];
      field = "";
    } else field += c;
  }
  if (field || row.length) rows.push([...row, field]);
  const [header, ...rest] = rows;
  return rest.map((values) => Object.fromEntries(header.map((name, i) => [name.trim(), (values[i] ?? "").trim()])));
}

const summary = (scores) => ({ n: scores.length, mean: scores.length ? scores.reduce((a, b) => a + b, 0) / scores.length : null });
const npsOf = (scores) => {
  const promoters = scores.filter((s) => s >= 9).length;
  const detractors = scores.filter((s) => s <= 6).length;
  return { n: scores.length, promoters, detractors, value: scores.length ? (100 * (promoters - detractors)) / scores.length : null };
};
const grouped = (rows, key, make) => {
  const groups = {};
  for (const row of rows) (groups[key(row)] ??= []).push(row);
  return Object.fromEntries(Object.entries(groups).map(([name, mine]) => [name, make(mine)]));
};

// ---- airline: ratings 1-5, 0 is "not applicable"

const AIRLINE = {
  "flight-wifi": "Inflight wifi service",
  "flight-times": "Departure/Arrival time convenient",
  "flight-booking": "Ease of Online booking",
  "flight-gate": "Gate location",
  "flight-food": "Food and drink",
  "flight-boarding": "Online boarding",
  "flight-seat": "Seat comfort",
  "flight-entertainment": "Inflight entertainment",
  "flight-crew": "On-board service",
  "flight-legroom": "Leg room service",
  "flight-baggage": "Baggage handling",
  "flight-checkin": "Checkin service",
  "flight-service": "Inflight service",
  "flight-cleanliness": "Cleanliness",
};
const airlineScores = (rows, column) => rows.map((r) => r[column]).filter((v) => v !== "" && v !== "0").map(Number);

function recountAirline(folder) {
  const rows = readCsv(gunzipSync(readFileSync(join(folder, "airline-satisfaction/passengers.csv.gz"))).toString("utf8"));
  const touchpoints = (mine) => Object.fromEntries(Object.entries(AIRLINE).map(([slug, column]) => [slug, summary(airlineScores(mine, column))]));
  const CLASS = { Eco: "economy", "Eco Plus": "economy plus", Business: "business" };
  return {
    responses: rows.length,
    touchpoints: touchpoints(rows),
    byClass: grouped(rows, (r) => CLASS[r.Class], touchpoints),
    verdict: grouped(rows, (r) => r.satisfaction, (mine) => mine.length),
  };
}

// ---- SFO: ratings 1-5, 0 blank, 6 not used; NETPRO 0-10, 11 blank; the columns have a name of their own in every year

const SFO_YEARS = [2011, 2013, 2015, 2017];
const SFO = {
  "sfo-art": ["Q8A", "Q7A_ART", "Q7ART"],
  "sfo-restaurants": ["Q8B", "Q7B_FOOD", "Q7FOOD"],
  "sfo-shops": ["Q8C", "Q7C_SHOPS", "Q7STORE"],
  "sfo-signs": ["Q8D", "Q7D_SIGNS", "Q7SIGN"],
  "sfo-walkways": ["Q8E", "Q7E_WALK", "Q7WALKWAYS"],
  "sfo-screens": ["Q8F", "Q7F_SCREENS", "Q7SCREENS"],
  "sfo-desk-arrivals": ["Q8G", "Q7G_INFOARR", "Q7INFODOWN"],
  "sfo-desk-departures": ["Q8H", "Q7H_INFODEP", "Q7INFOUP"],
  "sfo-wifi": [null, "Q7I_WIFI", "Q7WIFI"],
  "sfo-road-signs": ["Q8I", "Q7J_ROAD", "Q7ROADS"],
  "sfo-parking": ["Q8J", "Q7K_PARK", "Q7PARK"],
  "sfo-airtrain": ["Q8K", "Q7L_AIRTRAIN", "Q7AIRTRAIN"],
  "sfo-shuttle": ["Q8L", "Q7M_LTPARK", "Q7LTPARKING"],
  "sfo-rental": ["Q8M", "Q7N_RENTAL", "Q7RENTAL"],
  "sfo-whole": ["Q8N", "Q7O_WHOLE", "Q7ALL"],
  "sfo-clean-boarding": ["Q10A", "Q9A_CLNBOARD", "Q9BOARDING"],
  "sfo-clean-garage": ["Q10B", null, null],
  "sfo-clean-airtrain": ["Q10C", "Q9B_CLNAIRTRAIN", "Q9AIRTRAIN"],
  "sfo-clean-rental": ["Q10D", "Q9C_CLNRENT", "Q9RENTAL"],
  "sfo-clean-restaurants": ["Q10E", "Q9D_CLNFOOD", "Q9FOOD"],
  "sfo-clean-restrooms": ["Q10F", "Q9E_CLNBATH", "Q9RESTROOM"],
  "sfo-clean-whole": [null, "Q9F_CLNWHOLE", "Q9ALL"],
  "sfo-safety": ["Q11", "Q10SAFE", "Q10SAFE"],
  "sfo-getting-there": [null, "Q13_RATEGETTO", "Q13GETRATE"],
  "sfo-finding": ["Q15A", "Q14A_FIND", "Q14FIND"],
  "sfo-security": ["Q15B", "Q14B_SECURITY", "Q14PASSTHRU"],
};
const SFO_AGE = ["Q19", "Q18_AGE", "Q18AGE", "Q19AGE"];
const AGES = { 1: "under 18", 2: "18-24", 3: "25-34", 4: "35-44", 5: "45-54", 6: "55-64", 7: "65 or over" };

function readYear(folder, year, index) {
  return readCsv(readFileSync(join(folder, `sfo-airport-survey/sfo_${year}.csv`), "utf8")).map((row) => {
    const ratings = {};
    for (const [slug, columns] of Object.entries(SFO)) {
      const value = columns[Math.min(index, 2)] && row[columns[Math.min(index, 2)]];
      if (["1", "2", "3", "4", "5"].includes(value)) ratings[slug] = Number(value);
    }
    const score = year >= 2017 && row.NETPRO !== "" && Number(row.NETPRO) <= 10 ? Number(row.NETPRO) : null;
    return { year, ratings, score, age: AGES[row[SFO_AGE[index]]] ?? null };
  });
}

function recountSfo(folder) {
  const rows = SFO_YEARS.flatMap((year, index) => readYear(folder, year, index));
  const touchpoints = (mine) =>
    Object.fromEntries(Object.keys(SFO).map((slug) => [slug, summary(mine.map((r) => r.ratings[slug]).filter((v) => v !== undefined))]));
  const nps = (mine) => npsOf(mine.map((r) => r.score).filter((s) => s !== null));
  return {
    responses: rows.length,
    byYear: grouped(rows, (r) => r.year, (mine) => ({ responses: mine.length, nps: nps(mine), touchpoints: touchpoints(mine) })),
    byAge: grouped(rows.filter((r) => r.age), (r) => r.age, (mine) => ({ responses: mine.length, nps: nps(mine) })),
    touchpoints: touchpoints(rows),
    nps: nps(rows),
  };
}

export function recount(folder) {
  return { airline: recountAirline(folder), sfo: recountSfo(folder) };
}

if (process.argv[1]?.endsWith("recount.mjs")) console.log(JSON.stringify(recount(process.argv[2]), null, 1));

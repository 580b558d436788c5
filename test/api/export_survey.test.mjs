// A survey in other programs' formats: SurveyJS by its own model and schema, XLSForm by openpyxl, triple-S and DDI by Python's XML.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Model } from "survey-core";
import { dataFolder, mustRun, PYTHON, ROOT, run, startServer } from "./harness.mjs";

const t = (en, fi) => ({ en, fi });
const SURVEY = {
  slug: "logic",
  title: t('Quotes " & <tags>', "Lainaukset ' ja ääkköset"),
  languages: ["en", "fi"],
  touchpoint: "store-visit",
  questions: [
    { id: "recommend", type: "nps", required: true, text: t("How likely?", "Kuinka todennäköisesti?") },
    { id: "pick", type: "choice", text: t("Which?", "Kumpi?"), choices: [{ id: "a", text: t("A & B", "A ja B") }, { id: "it-s", text: t("It's", "Se on") }] },
    { id: "many", type: "choices", text: t("Many?", "Mitkä?"), choices: ["x", "y", "z"].map((id) => ({ id, text: t(id, id) })) },
    { id: "felt", type: "emotion", text: t("How did it feel?", "Miltä se tuntui?") },
    { id: "intro", type: "statement", text: t("Thank <you> & more", "Kiitos") },
    { id: "may", type: "consent", text: t("May we?", "Saammeko?") },
    { id: "amount", type: "number", text: t("How many?", "Montako?"), low: 0, high: 10 },
    { id: "low", type: "story", text: t("Why low?", "Miksi?"), show_if: { field: "answers.recommend", op: "le", value: 6 } },
    { id: "nested", type: "text", text: t("Nested", "Sisäkkäin"), show_if: { all: [{ any: [{ field: "answers.many", op: "contains", value: "x" }, { field: "answers.pick", op: "in", value: ["a", "it-s"] }] }, { not: { field: "answers.recommend", op: "ge", value: 9 } }] } },
    { id: "missing", type: "text", text: t("Missing", "Puuttuu"), show_if: { any: [{ field: "answers.pick", op: "not_answered" }, { field: "answers.amount", op: "ne", value: 5 }] } },
    { id: "consented", type: "date", text: t("When?", "Milloin?"), show_if: { field: "answers.may", op: "eq", value: true } },
    { id: "joyful", type: "rating", scale: { low: -2, high: 2 }, text: t("Joy?", "Ilo?"), low_label: t("low", "matala"), high_label: t("high", "korkea"), show_if: { field: "answers.felt", op: "contains", value: "joy" } },
    { id: "silent", type: "text", text: t("Silent", "Hiljaa"), show_if: { not: { field: "answers.many", op: "contains", value: "y" } } },
    { id: "strong", type: "text", text: t("Strong", "Vahva"), show_if: { field: "answers.felt.all.joy", op: "ge", value: 3 } },
  ],
};

let server;
before(async () => {
  server = await startServer();
  await server.addTouchpoint();
  await server.ok("POST", "/api/v1/surveys", SURVEY);
  await server.publish(SURVEY.slug);
});
after(() => server?.stop());

function exported(format, more = []) {
  const path = join(server.dir, format === "xlsform" ? "form.xlsx" : `survey.${format}`);
  const report = JSON.parse(mustRun(["export", "survey", SURVEY.slug, "--format", format, "-o", path, "--data", server.dir, ...more]));
  assert.equal(report.slug, SURVEY.slug);
  assert.equal(report.format, format);
  assert.equal(report.questions, SURVEY.questions.length);
  assert.equal(report.logic.kept + report.logic.lost, 7);
  return { path, report };
}

function python(script, ...args) {
  return spawnSync(PYTHON, [join(ROOT, "test/api", script), ...args], { encoding: "utf8", maxBuffer: 1 << 26 });
}

function xmlOf(path) {
  const program = "import json,sys\nfrom xml.etree import ElementTree\ndef tree(e): return {'tag': e.tag.split('}')[-1], 'text': (e.text or '').strip(), **{'@'+k.split('}')[-1]: v for k, v in e.attrib.items()}, 'in': [tree(c) for c in e]}\njson.dump(tree(ElementTree.parse(sys.argv[1]).getroot()), sys.stdout)";
  const done = spawnSync(PYTHON, ["-c", program, path], { encoding: "utf8" });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
}
const all = (node, tag) => [...(node.tag === tag ? [node] : []), ...node.in.flatMap((child) => all(child, tag))];

/** What Kuulo itself says of which questions are shown after these answers: it refuses an answer to a hidden one. */
async function shownByKuulo(answers, question, sample) {
  const reply = await server.api("POST", `/api/v1/surveys/${SURVEY.slug}/responses`, { answers: { ...answers, [question]: sample } });
  assert.ok(reply.status === 201 || reply.body.slug === "not_shown", reply.text);
  return reply.status === 201;
}

test("SurveyJS: valid, rendered by its model, and shown where Kuulo shows", async (context) => {
  const { path, report } = exported("surveyjs");
  const schemas = dataFolder("schemas");
  if (schemas) {
    const checked = python("schema_check.py", join(schemas, "surveyjs_definition.json"), path);
    assert.equal(checked.status, 0, checked.stdout + checked.stderr);
  } else context.diagnostic("the schema is not here (KUULO_DATA names the folder)");
  const json = JSON.parse(readFileSync(path, "utf8"));
  const errors = new Model(json).jsonErrors ?? [];
  assert.deepEqual(errors.map((error) => error.message), []);
  assert.deepEqual(report.logic, { kept: 6, lost: 1 });
  assert.ok(report.notes.some((note) => note.question === "strong" && note.what === "show_if"));
  const samples = { low: "w", nested: "w", missing: "w", consented: "2026-01-02", joyful: 1, silent: "w" };
  const cases = [
    { recommend: 6 }, { recommend: 7, pick: "a" }, { recommend: 9, pick: "it-s", amount: 5 }, { recommend: 8, many: ["x", "z"], pick: "a", amount: 4 },
    { recommend: 3, many: ["y"], may: true }, { recommend: 10, may: false, felt: { strongest: "joy", all: { joy: 3, relief: 2 } } }, { recommend: 2, pick: "a", amount: 5, felt: { strongest: "relief", all: { relief: 3 } } },
  ];
  for (const answers of cases) {
    const model = new Model(json);
    model.data = { ...answers, ...(answers.felt ? { felt: Object.keys(answers.felt.all) } : {}) };
    for (const [question, sample] of Object.entries(samples))
      assert.equal(model.getQuestionByName(question).isVisible, await shownByKuulo(answers, question, sample), `${question} after ${JSON.stringify(answers)}`);
  }
  const model = new Model(json);
  assert.equal(model.getQuestionByName("recommend").title, "How likely?");
  assert.equal(model.getQuestionByName("recommend").visibleRateValues.length, 11);
  assert.deepEqual(model.getQuestionByName("joyful").visibleRateValues.map((item) => item.value), [-2, -1, 0, 1, 2]);
  model.locale = "fi";
  assert.equal(model.getQuestionByName("pick").choices[0].text, "A ja B");
  assert.equal(model.getQuestionByName("intro").processedHtml ?? model.getQuestionByName("intro").html, "Kiitos");
});

test("XLSForm: three sheets, with relevance", () => {
  const { path, report } = exported("xlsform");
  const done = python("export_read.py", "xlsx", path);
  assert.equal(done.status, 0, done.stderr);
  const { survey, choices, settings } = JSON.parse(done.stdout).sheets;
  const [heads, ...rows] = survey;
  const cell = (name, column) => rows.find((row) => row[heads.indexOf("name")] === name)[heads.indexOf(column)];
  assert.equal(cell("recommend", "label::Suomi (fi)"), "Kuinka todennäköisesti?");
  assert.equal(cell("recommend", "required"), "yes");
  assert.equal(cell("recommend", "parameters"), "start=0 end=10 step=1");
  assert.equal(cell("low", "relevant"), "(${recommend} != '' and ${recommend} <= 6)");
  assert.equal(cell("nested", "relevant"), "((selected(${many}, 'x') or ((${pick} != '' and ${pick} = 'a') or (${pick} != '' and ${pick} = 'it-s'))) and (${recommend} = '' or ${recommend} < 9))");
  assert.equal(cell("silent", "relevant"), "not(selected(${many}, 'y'))");
  assert.ok(choices.some((row) => row[0] === "pick" && row[1] === "it-s" && row[2] === "It's"));
  assert.equal(settings[1][1], SURVEY.slug);
  assert.deepEqual(report.logic, { kept: 6, lost: 1 });
});

test("LimeSurvey: its tables, with relevance in its own language, and what comes in again", async () => {
  const { path, report } = exported("lss");
  const root = xmlOf(path);
  const rows = (table) => all(all(root, table)[0], "row").map((row) => Object.fromEntries(row.in.map((cell) => [cell.tag, cell.text])));
  const questions = Object.fromEntries(rows("questions").map((row) => [row.title, row]));
  assert.deepEqual(Object.entries(questions).map(([code, { type }]) => `${code} ${type}`), [
    "recommend L", "pick L", "many M", "felt M", "intro X", "may Y", "amount N", "low T", "nested S", "missing S", "consented D", "joyful N", "silent S", "strong S",
  ]);
  const relevance = (code) => questions[code].relevance;
  assert.equal(relevance("recommend"), "1");
  assert.equal(relevance("low"), "(!is_empty(recommend.NAOK) and recommend.NAOK <= 6)");
  assert.equal(relevance("nested"), '(((many_x.NAOK == "Y") or (pick.NAOK == "A1" or pick.NAOK == "A2")) and (is_empty(recommend.NAOK) or recommend.NAOK < 9))');
  assert.equal(relevance("missing"), "(is_empty(pick.NAOK) or (is_empty(amount.NAOK) or amount.NAOK != 5))");
  assert.equal(relevance("consented"), 'may.NAOK == "Y"');
  assert.equal(relevance("joyful"), '(felt_joy.NAOK == "Y")');
  assert.equal(relevance("silent"), '(many_y.NAOK != "Y")');
  assert.equal(relevance("strong"), "1");
  assert.deepEqual(report.logic, { kept: 6, lost: 1 });
  const words = rows("question_l10ns").find((row) => row.qid === questions.recommend.qid && row.language === "fi");
  assert.equal(words.question, "Kuinka todennäköisesti?");
  assert.equal(rows("answers").filter((row) => row.qid === questions.recommend.qid).length, 11);
  assert.equal(rows("question_l10ns").find((row) => row.qid === questions.intro.qid && row.language === "en").question, "Thank &lt;you&gt; &amp; more");
  // What went out comes in again: an emotion as a list, a score as a rating, the conditions the same.
  const back = JSON.parse(mustRun(["import", "survey", path, "--data", server.dir]));
  assert.deepEqual(back.logic, { kept: 6, lost: 0 });
  const { definition } = await server.arrived(`/api/v1/surveys/${back.slug}`);
  assert.deepEqual(definition.title, SURVEY.title);
  const again = Object.fromEntries(definition.questions.map((question) => [question.id, question]));
  assert.deepEqual([again.recommend.type, again.recommend.scale, again.felt.type, again.low.type], ["rating", { low: 0, high: 10 }, "choices", "story"]);
  assert.deepEqual(again.low.show_if, { all: [{ field: "answers.recommend", op: "answered" }, SURVEY.questions.find((one) => one.id === "low").show_if] });
  assert.deepEqual(again.silent.show_if, SURVEY.questions.find((one) => one.id === "silent").show_if);
  assert.deepEqual(again.intro.text, SURVEY.questions.find((one) => one.id === "intro").text);
});

test("LimeSurvey: a page is a group; hidden, calculated and piped in its own words", async () => {
  const choices = ["a", "b"].map((id) => ({ id, text: t(id, id) }));
  const questions = [
    { id: "which_one", type: "choice", choices, text: t("Which {one}?", "Mikä?") },
    { id: "from", type: "hidden", text: t("From", "Mistä") },
    { id: "ease", type: "rating", scale: { low: 1, high: 5 }, text: t("Ease", "Helppous") },
    { id: "speed", type: "rating", scale: { low: 1, high: 7 }, new_page: true, text: t("You said {{answers.which_one}}, {{attributes.shop}}", "{{answers.which_one}}") },
    { id: "mean", type: "calculated", calculate: { mean: ["ease", "speed"] }, text: t("Mean", "Keskiarvo") },
    { id: "why", type: "story", text: t("Why?", "Miksi?"), show_if: { all: [{ field: "answers.mean", op: "lt", value: 3 }, { field: "answers.from", op: "eq", value: "shop" }] } },
  ];
  await server.ok("POST", "/api/v1/surveys", { slug: "paged", show: "pages", title: t("Paged", "Sivuina"), languages: ["en", "fi"], questions });
  await server.publish("paged");
  const path = join(server.dir, "paged.lss");
  const report = JSON.parse(mustRun(["export", "survey", "paged", "--format", "lss", "-o", path, "--data", server.dir]));
  assert.deepEqual(report.logic, { kept: 1, lost: 0 });
  const root = xmlOf(path);
  const rows = (table) => all(all(root, table)[0], "row").map((row) => Object.fromEntries(row.in.map((cell) => [cell.tag, cell.text])));
  assert.equal(rows("surveys")[0].format, "G");
  assert.deepEqual(rows("questions").map((row) => `${row.gid} ${row.title} ${row.type}`), ["1 whichXone L", "1 from S", "1 ease 5", "2 speed L", "2 mean *", "2 why T"]);
  const words = (code, language) => rows("question_l10ns").find((row) => row.qid === rows("questions").find((one) => one.title === code).qid && row.language === language).question;
  assert.equal(words("whichXone", "en"), "Which &#123;one}?");
  assert.equal(words("speed", "en"), "You said {whichXone.shown}, {PASSTHRU:shop}");
  assert.equal(words("mean", "fi"), "{sum(ease.NAOK, speed.NAOK) / count(ease.NAOK, speed.NAOK)}");
  const hidden = rows("question_attributes").filter((row) => row.attribute === "hidden").map((row) => rows("questions").find((one) => one.qid === row.qid).title);
  assert.deepEqual(hidden, ["from", "mean"]);
  assert.equal(rows("questions").at(-1).relevance, '((!is_empty(mean.NAOK) and mean.NAOK < 3) and (!is_empty(from.NAOK) and from.NAOK == "shop"))');
  const back = JSON.parse(mustRun(["import", "survey", path, "--data", server.dir]));
  const { definition } = await server.arrived(`/api/v1/surveys/${back.slug}`);
  assert.deepEqual(definition.questions.map(({ id, type, new_page }) => [id, type, new_page].filter(Boolean).join(" ")), ["whichxone choice", "from hidden", "ease rating", "speed rating true", "why story"]);
  assert.equal(definition.questions[3].text.en, "You said {{answers.whichxone}}, …");
  assert.deepEqual(back.logic, { kept: 0, lost: 1 }); // it looks at the equation, which stays behind
});

test("triple-S: a definition of the questions; the conditions are reported lost", () => {
  const { path, report } = exported("triple-s", ["--language", "fi"]);
  const root = xmlOf(path);
  const names = all(root, "variable").map((variable) => variable.in.find((part) => part.tag === "name").text);
  assert.ok(["recommend", "pick", "many", "felt_strongest", "low"].every((name) => names.includes(name)), names.join());
  assert.equal(all(root, "title")[0].text, SURVEY.title.fi);
  assert.equal(report.logic.lost, 7);
  assert.equal(report.notes.filter((note) => note.what === "show_if").length, 7);
});

test("DDI Codebook: variables, questions, categories, a set, and who was asked", () => {
  const { path } = exported("ddi");
  const root = xmlOf(path);
  assert.equal(root["@version"], "2.5");
  assert.equal(all(root, "titl")[0].text, SURVEY.title.en);
  const variables = Object.fromEntries(all(root, "var").map((variable) => [variable["@name"], variable]));
  assert.equal(all(variables.recommend, "qstnLit")[0].text, "How likely?");
  assert.deepEqual(all(variables.pick, "catgry").map((c) => [c.in[0].text, c.in[1].text]), [["1", "A & B"], ["2", "It's"], ["-999", "Not asked"]]);
  assert.match(all(variables.low, "universe")[0].text, /recommend <= 6/);
  assert.equal(all(root, "varGrp")[0]["@var"].split(" ").length, 3);
});

test("what cannot be is said", () => {
  assert.equal(run(["export", "survey", SURVEY.slug, "--format", "pdf", "-o", "/nowhere", "--data", server.dir]).code, 2);
  const missing = run(["export", "survey", "nowhere", "--format", "ddi", "-o", join(server.dir, "none.xml"), "--data", server.dir]);
  assert.equal(missing.code, 1);
  assert.match(missing.err, /no survey "nowhere"/);
});

test("questions with parts: what SurveyJS's model answers is an answer of Kuulo as it stands, and the rest is said", async (context) => {
  const list = (...ids) => ids.map((id) => ({ id, text: t(id, id) }));
  const questions = [
    { id: "service", type: "matrix", cell: "rating", scale: { low: 1, high: 5 }, required: true, text: t("Rate", "Arvioi"), rows: list("staff", "queue") },
    { id: "agree", type: "matrix", cell: "choice", choices: list("no", "yes"), text: t("Agree?", "Samaa mieltä?"), rows: list("clean", "easy") },
    { id: "order", type: "ranking", choices: list("a", "b", "c"), text: t("Order", "Järjestys") },
    { id: "share", type: "sum", total: 10, choices: list("a", "b"), text: t("Share", "Jaa") },
    { id: "who", type: "contact", fields: ["name", "email"], text: t("Who?", "Kuka?") },
    { id: "far", type: "slider", low: 0, high: 50, step: 5, text: t("How far?", "Kuinka kaukaa?") },
    { id: "at", type: "time", text: t("When?", "Milloin?") },
    { id: "how", type: "choice", choices: [...list("bus"), { id: "else", other: true, text: t("Else", "Muuten") }], opt_outs: ["dont_know"], text: t("How?", "Miten?"), show_if: { field: "answers.service.staff", op: "le", value: 2 } },
  ];
  await server.ok("POST", "/api/v1/surveys", { slug: "with-parts", title: t("Parts", "Osat"), languages: ["en", "fi"], touchpoint: "store-visit", questions });
  await server.publish("with-parts");
  const path = join(server.dir, "parts.json");
  const report = JSON.parse(mustRun(["export", "survey", "with-parts", "--format", "surveyjs", "-o", path, "--data", server.dir]));
  assert.deepEqual([report.questions, report.logic], [8, { kept: 1, lost: 0 }]);
  assert.deepEqual(report.notes.map(({ question, what }) => `${question} ${what}`), ["share total", "how other", "how opt_outs"]);
  const schemas = dataFolder("schemas");
  if (schemas) {
    const checked = python("schema_check.py", join(schemas, "surveyjs_definition.json"), path);
    assert.equal(checked.status, 0, checked.stdout + checked.stderr);
  } else context.diagnostic("the schema is not here (KUULO_DATA names the folder)");
  const json = JSON.parse(readFileSync(path, "utf8"));
  const model = new Model(json);
  assert.deepEqual((model.jsonErrors ?? []).map((error) => error.message), []);
  model.getQuestionByName("service").value = { staff: 2, queue: 5 };
  model.getQuestionByName("agree").value = { clean: "yes" };
  model.getQuestionByName("order").value = ["c", "a", "b"];
  model.getQuestionByName("share").value = { a: 7, b: 3 };
  model.getQuestionByName("who").value = { email: "aino@customers.example" };
  model.getQuestionByName("far").value = 15;
  model.getQuestionByName("at").value = "14:30";
  assert.equal(model.getQuestionByName("how").isVisible, true, "it hangs on a row");
  model.getQuestionByName("how").value = "bus";
  const { responses } = await server.ok("POST", "/api/v1/surveys/with-parts/responses", { answers: model.data });
  const { answers } = await server.ok("GET", `/api/v1/responses/${responses?.[0]?.id ?? (await server.ok("GET", "/api/v1/responses?survey=with-parts")).items[0].id}`);
  assert.deepEqual(answers, {
    "service.staff": 2, "service.queue": 5, "agree.clean": "yes", "order.a": 2, "order.b": 3, "order.c": 1, "share.a": 7, "share.b": 3, far: 15, at: "14:30", how: "bus",
    "who.email": "aino@customers.example",
  });
  const lime = join(server.dir, "parts.lss");
  const toLime = JSON.parse(mustRun(["export", "survey", "with-parts", "--format", "lss", "-o", lime, "--data", server.dir]));
  assert.deepEqual(toLime.notes.map(({ question, what }) => `${question} ${what}`), ["far slider", "how opt_outs"]);
  const back = JSON.parse(mustRun(["import", "survey", lime, "--data", server.dir]));
  assert.deepEqual(back.logic, { kept: 1, lost: 0 });
  const { definition: lss } = await server.arrived(`/api/v1/surveys/${back.slug}`);
  assert.deepEqual(lss.questions.map(({ id, type, cell }) => [id, type, cell].filter(Boolean).join(" ")), [
    "service matrix rating", "agree matrix choice", "order ranking", "share sum", "who matrix text", "far number", "at time", "how choice",
  ]);
  assert.deepEqual(lss.questions.at(-1).show_if, { all: [{ field: "answers.service.staff", op: "answered" }, { field: "answers.service.staff", op: "le", value: 2 }] });
  // What nobody writes by hand has its words in the data's labels, in the language asked for.
  const variables = join(server.dir, "parts.sss");
  mustRun(["export", "survey", "with-parts", "--format", "triple-s", "--language", "fi", "-o", variables, "--data", server.dir]);
  const labels = all(xmlOf(variables), "label").map((node) => node.text);
  for (const label of ["Kuka? Sähköposti", "Miten? Mikä?", "Arvioi staff"]) assert.ok(labels.includes(label), `${label}: ${labels.join(" | ")}`);
  assert.ok(all(xmlOf(variables), "value").some((node) => node.text === "En osaa sanoa"));
});

/* Groups that other programs know go out as groups, and come in again as they were. */
const VISITS = {
  slug: "native", title: t("Visits", "Käynnit"), languages: ["en", "fi"],
  questions: [
    { id: "member", type: "choice", text: t("Member?", "Jäsen?"), choices: ["yes", "no"].map((id) => ({ id, text: t(id, id) })) },
    { id: "visits", type: "group", least: 1, most: 4, text: t("Your visits", "Käyntisi"), show_if: { field: "answers.member", op: "eq", value: "yes" }, questions: [
      { id: "ease", type: "rating", scale: { low: 1, high: 5 }, required: true, text: t("How easy?", "Miten helppoa?") },
      { id: "why", type: "story", text: t("Why {{answers.visits.ease}}?", "Miksi {{answers.visits.ease}}?"), show_if: { field: "answers.visits.ease", op: "le", value: 2 } },
    ] },
    { id: "twice", type: "group", least: 2, most: 2, text: t("Twice", "Kahdesti"), new_page: true, questions: [{ id: "what", type: "text", text: t("What?", "Mitä?") }] },
    { id: "counted", type: "group", least: 0, most: 3, text: t("Looked into", "Johon katsotaan"), questions: [{ id: "name", type: "text", text: t("Name {{number}}", "Nimi {{number}}") }] },
    { id: "more", type: "text", text: t("More?", "Muuta?"), show_if: { field: "answers.counted", op: "ge", value: 2 } },
  ],
};

test("a group goes out as a group where the program has them, and comes in again as it was", async () => {
  await server.ok("POST", "/api/v1/surveys", VISITS);
  await server.publish("native");
  const out = (format, ending) => {
    const path = join(server.dir, `native.${ending}`);
    return { path, report: JSON.parse(mustRun(["export", "survey", "native", "--format", format, "-o", path, "--data", server.dir])) };
  };
  const back = async (path) => {
    const report = JSON.parse(mustRun(["import", "survey", path, "--data", server.dir]));
    return (await server.arrived(`/api/v1/surveys/${report.slug}`)).definition.questions;
  };
  const plain = ({ id, type, least, most, show_if, questions }) => ({ id, type, least, most, show_if, questions: questions.map(({ id, type, text, show_if }) => ({ id, type, text, show_if })) });
  const [, visits, twice] = VISITS.questions;

  const js = out("surveyjs", "json");
  assert.deepEqual(js.report.notes.filter(({ what }) => what === "group").map(({ question }) => question), ["counted"], "something looks into it");
  const schemas = dataFolder("schemas");
  if (schemas) {
    const checked = python("schema_check.py", join(schemas, "surveyjs_definition.json"), js.path);
    assert.equal(checked.status, 0, checked.stdout + checked.stderr);
  }
  const json = JSON.parse(readFileSync(js.path, "utf8"));
  const model = new Model(json);
  assert.deepEqual((model.jsonErrors ?? []).map((error) => error.message), []);
  const panel = model.getQuestionByName("visits");
  assert.equal(panel.isVisible, false);
  model.setValue("member", "yes");
  assert.deepEqual([panel.isVisible, panel.panelCount, panel.minPanelCount, panel.maxPanelCount], [true, 1, 1, 4]);
  panel.addPanel();
  panel.panels[1].getQuestionByName("ease").value = 2;
  assert.deepEqual(panel.panels.map((one) => one.getQuestionByName("why").isVisible), [false, true]);
  assert.equal(panel.panels[1].getQuestionByName("why").processedTitle, "Why 2?");
  assert.equal(model.getQuestionByName("twice").panelCount, 2);
  assert.equal(model.pages.length, 2);
  const again = await back(js.path);
  const shown = { all: [{ field: "answers.visits.ease", op: "answered" }, visits.questions[1].show_if] }; // as SurveyJS says it
  const asShown = { ...visits, show_if: { all: [{ field: "answers.member", op: "answered" }, visits.show_if] }, questions: [visits.questions[0], { ...visits.questions[1], show_if: shown }] };
  assert.deepEqual(again.filter(({ id }) => id === "visits" || id === "twice").map(plain), [plain(asShown), plain({ ...twice, show_if: undefined })]);

  const form = out("xlsform", "xlsx");
  const done = python("export_read.py", "xlsx", form.path);
  assert.equal(done.status, 0, done.stderr);
  const [heads, ...rows] = JSON.parse(done.stdout).sheets.survey;
  const column = (name) => rows.map((row) => row[heads.indexOf(name)] ?? "");
  assert.deepEqual(column("type").map((type, i) => `${type} ${column("name")[i]}`).filter((row) => /repeat|ease|why|what/.test(row)), [
    "begin_repeat visits", "range ease", "text why", "end_repeat visits", "begin_repeat twice", "text what", "end_repeat twice",
  ].map((row) => (row === "text why" ? column("type")[column("name").indexOf("why")] + " why" : row === "range ease" ? column("type")[column("name").indexOf("ease")] + " ease" : row)));
  assert.equal(column("repeat_count")[column("name").indexOf("twice")], "2");
  const asked = (await back(form.path)).filter(({ id }) => id === "visits" || id === "twice");
  assert.deepEqual(asked.map(({ type, questions }) => [type, ...questions.map(({ id }) => id)]), [["group", "ease", "why"], ["group", "what"]]);
  assert.deepEqual([asked[1].least, asked[1].most], [2, 2]);
  assert.equal(asked[0].questions[1].text.fi, "Miksi {{answers.visits.ease}}?");
});

test("what decides which choices are offered goes out as a choice_filter, and comes back the same", async () => {
  const choice = (id, more = {}) => ({ id, text: t(id, id), ...more });
  const chosen = (value) => ({ field: "answers.used", op: "contains", value });
  const definition = {
    slug: "carried", title: t("Carried", "Mukana"), languages: ["en", "fi"],
    questions: [
      { id: "used", type: "choices", text: t("Used", "Käytit"), choices: [choice("web"), choice("shop"), choice("phone")] },
      { id: "age", type: "number", text: t("Age", "Ikä") },
      {
        id: "best", type: "choice", text: t("Best", "Paras"),
        choices: [choice("web", { show_if: chosen("web") }), choice("shop", { show_if: { any: [chosen("shop"), { field: "answers.age", op: "ge", value: 65 }] } }), choice("none")],
      },
    ],
  };
  await server.ok("POST", "/api/v1/surveys", definition);
  await server.publish("carried");
  const path = join(server.dir, "carried.xlsx");
  const report = JSON.parse(mustRun(["export", "survey", "carried", "--format", "xlsform", "-o", path, "--data", server.dir]));
  assert.deepEqual(report.logic, { kept: 2, lost: 0 });
  const done = python("export_read.py", "xlsx", path);
  assert.equal(done.status, 0, done.stderr);
  const [heads, ...rows] = JSON.parse(done.stdout).sheets.survey;
  const row = rows.find((one) => one[heads.indexOf("name")] === "best");
  assert.equal(
    row[heads.indexOf("choice_filter")],
    "(name = 'web' and selected(${used}, 'web')) or (name = 'shop' and (selected(${used}, 'shop') or (${age} != '' and ${age} >= 65))) or name = 'none'",
  );
  const brought = JSON.parse(mustRun(["import", "survey", path, "--data", server.dir]));
  assert.deepEqual(brought.logic, { kept: 1, lost: 0 });
  const again = (await server.arrived(`/api/v1/surveys/${brought.slug}`)).definition.questions[2].choices;
  assert.deepEqual(again.map(({ id, show_if }) => [id, show_if]), [
    ["web", chosen("web")],
    ["shop", { any: [chosen("shop"), { all: [{ field: "answers.age", op: "answered" }, { field: "answers.age", op: "ge", value: 65 }] }] }],
    ["none", undefined],
  ]);
});

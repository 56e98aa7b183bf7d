"use strict";
// Journeys of an auditor and of a finance clerk through the pages in a real browser, at 1366x768, in
// print, without scripts, by keyboard; every sort of page is asked about by axe; no request may leave
// the origin. Screenshots are kept in the folder that the first argument names.
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const out = process.argv[2];
const base = process.argv[3];
const browserAt = process.argv[4];
const faults = [];

function must(ok, what) {
  if (!ok) { faults.push(what); console.log("FAULT " + what); }
}

// Pages of every sort, for axe and for pictures.
const sorts = {
  overview: "/", products: "/products", product: "/product/gz-dev/care",
  primary: "/product/gz-operator/community", resources: "/resources",
  resource: "/resource/gz-health/clinic", agreements: "/agreements",
  agreement: "/agreement/gz-bureau/ag-2026", plan: "/plan/gz-bureau/plan-2026",
  selection: "/selection/gz-bureau/sel-2026", developer: "/developer/gz-dev/dev",
  application: "/application/gz-dev/app", devagreement: "/devagreement/gz-operator/kf-2026",
  grant: "/grant/gz-bureau/g-operator", batch: "/batch/gz-operator/u-0313",
  trade: "/trade/gz-operator/t-bank", receipt: "/receipt/gz-operator/r-bank",
  cost: "/cost/gz-operator/c-1", settlements: "/settlement", settlement: "/settlement/2026Q1",
  statement: "/statement/2026Q1/gz-operator/gz-treasury", line: "/line/2026Q1/L0000018",
  explain: "/explain/2026Q1/gz-health", checks: "/checks", reports: "/reports", clock: "/clock", nodes: "/nodes",
  parties: "/parties", party: "/party/gz-operator", blocks: "/blocks", block: "/block/142",
  registers: "/registers", register: "/registers/batches", ours: "/registers/receipts?of=gz-operator",
  search: "/search?q=社区", verify: "/verify", help: "/help", missing: "/product/gz-dev/none",
};

async function main() {
  const began = Date.now();
  fs.mkdirSync(out, { recursive: true });
  const browser = await chromium.launch({ executablePath: browserAt, args: ["--no-sandbox"] });
  try {
    const lists = await watched(browser, {});
    await lists.goto(base + "/products");
    await lists.goto(base + "/product/gz-dev/care");
    sorts.processing = await lists.getAttribute("#table a[href^='/processing/']", "href");
    sorts.paper = await lists.getAttribute("#table a.tx", "href");
    for (const [name, walk] of Object.entries({ auditor, clerk, keyboard, verifyPage, axe: axeAll })) {
      await walk(lists, "zh");
      console.log(name + " " + Math.round((Date.now() - began) / 1000) + " s");
    }
    await lists.context().close();
    const english = await watched(browser, {});
    await english.goto(base + "/?lang=en");
    await Promise.all([axeAll(english, "en"), withoutScripts(browser), zoomed(browser)]);
    await english.context().close();
  } finally {
    await browser.close();
  }
  if (faults.length) {
    console.log(faults.length + " faults");
    process.exit(1);
  }
  console.log("fine");
}

// watched opens a page on which any request to elsewhere and any error of a script is a fault.
async function watched(browser, options) {
  const context = await browser.newContext(Object.assign(
    { viewport: { width: 1366, height: 768 }, locale: "zh-CN" }, options));
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.on("request", (r) => {
    must(r.url().startsWith(base) || /^(data|blob|about):/.test(r.url()), "a request leaves the origin: " + r.url());
  });
  page.on("pageerror", (e) => must(false, page.url() + ": " + e.message));
  page.on("console", (m) => {
    if (m.type() === "error" && !/404|status of/.test(m.text())) { must(false, page.url() + ": " + m.text()); }
  });
  return page;
}

// inEnglish are the pages that are asked about in English, too: one of every shape.
const inEnglish = ["overview", "product", "agreement", "settlement", "statement", "clock", "nodes", "verify", "paper",
  "registers", "register", "explain"];

async function axeAll(page, lang) {
  for (const [name, at] of Object.entries(sorts)) {
    if (lang === "en" && !inEnglish.includes(name)) { continue; }
    const began = Date.now();
    await page.goto(base + at);
    const took = Date.now() - began;
    must(took < 5000, at + " took " + took + " ms");
    must(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1),
      at + " (" + lang + ") scrolls sideways");
    // By the protocol, not a script element: the pages' policy allows no inline script.
    await page.evaluate(axe);
    const r = await page.evaluate(() => window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
    for (const v of r.violations) {
      must(false, at + " (" + lang + "): " + v.id + " " + v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join("; "));
    }
    await page.screenshot({ path: path.join(out, lang + "-" + name + ".png"), fullPage: true });
  }
}

async function shot(page, name) {
  await page.screenshot({ path: path.join(out, name + ".png"), fullPage: true });
}

async function has(page, text) {
  // A click may lead to a page that is still on its way.
  await page.waitForFunction((t) => document.querySelector("main")?.textContent.includes(t), text,
    { timeout: 15_000 }).catch(() => {});
  must((await page.textContent("main")).includes(text), page.url() + " does not show " + text);
}

// An auditor asks: what is this product made of, was every step entitled, who used it, prove it.
async function auditor(page) {
  await page.goto(base + "/");
  await page.locator("p.height.on").waitFor(); // the height lives
  await page.fill("#q", "gz-dev/care");
  await page.press("#q", "Enter");
  await page.waitForURL(/product.gz-dev.care/);
  await has(page, "全部在期");
  await has(page, "门诊统计");
  const box = page.locator("svg.lineage a.node.resource").first();
  await box.hover();
  must((await page.getAttribute("svg.lineage", "class")).includes("lit"), "a box does not light its path");
  await box.click();
  await page.waitForURL(/resource/);
  await shot(page, "auditor-1-resource");
  await page.goBack();
  await page.click("#table a[href^='/grant/']");
  await has(page, "开放与撤销全记录");
  await shot(page, "auditor-2-grant");
  await page.click("main a[href^='/agreement/'], main a[href^='/devagreement/']");
  await page.goto(base + "/agreement/gz-bureau/ag-2026");
  must(await page.locator("svg.time circle.dot").count() >= 5, "the time line has no dots");
  await shot(page, "auditor-3-agreement");
  await page.fill("#as_of", "2026-02-10");
  await page.press("#as_of", "Enter");
  await page.waitForURL(/as_of=2026-02-10/);
  must((await page.textContent(".pinned")).includes("历史状态"), "a past state does not say so");
  await page.click("nav.menu a[href^='/products']");
  must(!(await page.textContent("main")).includes("社区照护需求指数报告"), "a product is seen before it was made");
  await shot(page, "auditor-4-as-of");
  await page.click(".pinned a");
  await page.goto(base + "/blocks");
  await page.click("main .mark.bad >> nth=0 >> xpath=ancestor::tr//a[contains(@class,'tx')]");
  await has(page, "缘由");
  await shot(page, "auditor-5-refused");
  await page.emulateMedia({ media: "print" });
  await page.goto(base + "/product/gz-dev/care");
  await page.pdf({ path: path.join(out, "auditor-print.pdf"), format: "A4", printBackground: true });
  must(await page.isHidden("nav.menu"), "the menu is printed");
  await printed(page, ["/product/gz-dev/care", "/settlement/2026Q1", "/agreement/gz-bureau/ag-2026"]);
  must(await page.isVisible(".test"), "the print does not say that it is a test ledger");
  await page.emulateMedia({ media: "screen" });
}

// printed holds that nothing of a page lies outside A4 at 96 dpi, less its margins.
async function printed(page, list) {
  await page.setViewportSize({ width: 688, height: 980 });
  for (const at of list) {
    await page.goto(base + at);
    const out = await page.evaluate(() => Array.from(document.querySelectorAll("main td, main dd, main svg"))
      .filter((el) => { const r = el.getBoundingClientRect(); return r.width && (r.left < -1 || r.right > innerWidth + 1); })
      .map((el) => el.textContent.slice(0, 30)).slice(0, 3));
    must(out.length === 0, at + " is cut in print: " + out.join(" | "));
  }
  await page.setViewportSize({ width: 1366, height: 768 });
}

// A finance clerk asks: what do we get, why, who has not confirmed, give me the files.
async function clerk(page) {
  await page.goto(base + "/");
  await page.click("#attention a >> text=结算单尚未全部确认");
  await page.waitForURL(/settlement.2026Q1/);
  await has(page, "375,000.00");
  must(await page.locator("svg.sankey path.flow").count() >= 8, "the flow of money is not drawn");
  await shot(page, "clerk-1-period");
  await page.goto(base + "/party/gz-treasury");
  await page.click("#statements a[href^='/statement/']");
  await page.waitForURL(/statement.2026Q1.gz-operator.gz-treasury/);
  await has(page, "人民币柒万伍仟陆佰伍拾捌元伍角整");
  await page.click("details.why summary >> nth=1");
  must(await page.locator("details.why[open] ul.tree a[href^='/receipt/']").first().isVisible(),
    "a derivation does not reach its receipts");
  await shot(page, "clerk-2-statement");
  const files = await page.$$eval("p.files a", (list) => list.map((a) => a.href));
  for (const f of files.filter((f) => f.includes("/reports/"))) {
    const r = await page.request.get(f);
    must(r.ok(), f + " gives " + r.status());
    must((await r.body()).length > 500, f + " is empty");
  }
  await page.click("details.why[open] ul.tree a[href^='/receipt/'] >> nth=0");
  await has(page, "已确认");
  await page.goBack();
  await page.emulateMedia({ media: "print" });
  await page.pdf({ path: path.join(out, "clerk-statement.pdf"), format: "A4", printBackground: true });
  await page.screenshot({ path: path.join(out, "clerk-print.png"), fullPage: true });
  await printed(page, ["/statement/2026Q1/gz-operator/gz-treasury", "/settlement"]);
  await page.emulateMedia({ media: "screen" });
  await page.goto(base + "/clock");
  await page.selectOption("#state", "due");
  await page.click("form.sift button");
  await has(page, "信息披露");
  await shot(page, "clerk-3-clock");
}

// Everything can be reached without a mouse, and what has the focus is seen.
async function keyboard(page) {
  await page.goto(base + "/");
  await page.keyboard.press("Tab");
  must((await page.evaluate(() => document.activeElement.className)) === "skip", "the first stop is not the skip link");
  await page.keyboard.press("Enter");
  await page.keyboard.press("/");
  must((await page.evaluate(() => document.activeElement.id)) === "q", "/ does not go to the search");
  await page.goto(base + "/product/gz-dev/care");
  let reached = false;
  for (let i = 0; i < 80 && !reached; i++) {
    await page.keyboard.press("Tab");
    reached = await page.evaluate(() => (document.activeElement.getAttribute("class") || "").includes("node"));
  }
  must(reached, "no box of the drawing is reached by Tab");
  must(await page.evaluate(() => {
    const name = document.activeElement.getAttribute("aria-label") || "";
    return name.length > 3;
  }), "a box has no name for screen readers");
  await page.keyboard.press("Enter");
  await page.waitForURL(/version=|resource|processing/);
}

// The verify page: a good file is proved, a changed one refused, and nothing is sent anywhere.
async function verifyPage(page) {
  await page.goto(base + "/verify");
  const frozen = path.join(__dirname, "../../api/bundle/testdata/vector2");
  const good = fs.readFileSync(path.join(frozen, "statement.json"), "utf8");
  const sent = [];
  const usual = ["/icon.svg", "/api/v1/stream?topics=block"]; // the page's own, whenever they come
  page.on("request", (r) => { if (!usual.some((u) => r.url().endsWith(u))) { sent.push(r.url()); } });
  const judged = async (text) => {
    await page.evaluate(() => { document.getElementById("verdict").textContent = ""; });
    await page.setInputFiles("#file", { name: "bundle.json", mimeType: "application/json",
      buffer: Buffer.from(text) });
    await page.locator("#verdict h3").waitFor();
    return page.getAttribute("#verdict", "class");
  };
  must(await judged(good) === "bad", "a file is believed without an anchor of trust");
  await page.setInputFiles("#trust", path.join(frozen, "genesis.json"));
  must(await judged(good) === "good", "a good file is refused: " + await page.textContent("#verdict"));
  await shot(page, "verify-good");
  const at = good.indexOf('"amount"') + 12;
  const digit = good.slice(at).search(/[0-9]/) + at;
  const other = String((Number(good[digit]) + 1) % 10);
  must(await judged(good.slice(0, digit) + other + good.slice(digit + 1)) === "bad", "a changed file is believed");
  await shot(page, "verify-changed");
  must(await judged('{"format":"nothing"}') === "bad", "nonsense is not refused");
  await page.setInputFiles("#file", { name: "pack.zip", mimeType: "application/zip", buffer: Buffer.from("PK" + "\u0003".repeat(300)) });
  await page.locator("#verdict p").waitFor();
  must(await page.getAttribute("#verdict", "class") === "", "a pack is called false, not left to the program");
  const filed = path.join(__dirname, "../../api/bundle/testdata/signature/");
  const pair = async (names, change) => {
    await page.evaluate(() => { document.getElementById("verdict").textContent = ""; });
    await page.setInputFiles("#file", names.map((n) => ({ name: n, mimeType: "application/json",
      buffer: Buffer.from(fs.readFileSync(filed + n, "utf8").replace(change || "", "")) })));
    await page.locator("#verdict h3").waitFor();
    return page.getAttribute("#verdict", "class");
  };
  const seal = "statement.json.sm3sig.json";
  await page.setInputFiles("#trust", []);
  await page.fill("#pin", fs.readFileSync(filed + "trust.txt", "utf8").trim());
  must(await pair(["statement.json", seal]) === "good", "a signed file: " + await page.textContent("#verdict"));
  await shot(page, "verify-signed");
  must(await pair([seal, "statement.json"], /\n$/) === "bad", "a changed signed file is believed");
  must(await pair([seal]) === "bad", "a signature file is believed without what it signs");
  must(sent.length === 0, "the file was sent somewhere: " + sent.join(" "));
}

// Reading needs no script.
async function withoutScripts(browser) {
  const page = await watched(browser, { javaScriptEnabled: false });
  for (const [name, at] of Object.entries(sorts)) {
    const r = await page.goto(base + at);
    must(name === "missing" ? r.status() === 404 : r.status() === 200, at + " without scripts: " + r.status());
    must(await page.locator("h1").isVisible(), at + " shows nothing without scripts");
  }
  await page.goto(base + "/statement/2026Q1/gz-operator/gz-treasury");
  await page.click("details.why summary >> nth=0");
  must(await page.locator("details.why ul.tree").first().isVisible(), "a derivation does not open without scripts");
  await page.fill("#q", "gz-health");
  await page.press("#q", "Enter");
  must(page.url().includes("/party/gz-health"), "the search needs a script");
  await page.click("a.lang");
  must((await page.getAttribute("html", "lang")) === "en", "the language needs a script");
  await page.context().close();
}

// At 200 % nothing scrolls sideways but tables and drawings in their own frame.
async function zoomed(browser) {
  const page = await watched(browser, { viewport: { width: 683, height: 384 } });
  for (const at of [sorts.overview, sorts.product, sorts.statement, sorts.clock]) {
    await page.goto(base + at);
    must(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1),
      at + " scrolls sideways at 200 %");
  }
  await page.context().close();
}

main().catch((e) => { console.log(String(e && e.stack || e)); process.exit(1); });

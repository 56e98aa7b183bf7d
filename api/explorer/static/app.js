/* What a page can do more where scripts run. Every page reads without it. ES5, so that old browsers
   read it too. */
(function () {
  "use strict";
  function each(list, f) { for (var i = 0; i < list.length; i++) { f(list[i], i); } }
  function all(css, root) { return (root || document).querySelectorAll(css); }

  // The height at the top lives while the page is looked at; what the page shows stays as it was made.
  var height = document.getElementById("height"), stream = height && height.getAttribute("data-stream");
  function grouped(n) { return String(n).replace(/\B(?=(\d{3})+$)/g, ","); }
  if (stream && window.EventSource) {
    var live = null;
    var watch = function () {
      if (document.hidden) {
        if (live) { live.close(); live = null; }
        return;
      }
      if (live) { return; }
      live = new EventSource(stream);
      live.onopen = function () { classed(height.parentNode, "on", true); };
      live.onerror = function () { classed(height.parentNode, "on", false); };
      live.addEventListener("block", function (e) {
        var m = JSON.parse(e.data);
        height.textContent = grouped(m.height);
        document.getElementById("age").textContent = m.law_time.slice(0, 19).replace("T", " ");
        classed(height.parentNode, "on", true);
      });
    };
    document.addEventListener("visibilitychange", watch);
    window.addEventListener("pagehide", function () { if (live) { live.close(); live = null; } });
    window.addEventListener("pageshow", watch);
    watch();
  }

  // "/" goes to the search field.
  document.addEventListener("keydown", function (e) {
    var tag = (e.target.tagName || "").toLowerCase();
    if (e.key === "/" && tag !== "input" && tag !== "textarea" && tag !== "select") {
      e.preventDefault();
      document.getElementById("q").focus();
    }
  });

  // A box of the lineage drawing lights the ways up and down from it.
  function reach(wires, key, from, to, into) {
    each(wires, function (w) {
      if (w.getAttribute(from) === key && !into[w.getAttribute(to)]) {
        into[w.getAttribute(to)] = true;
        reach(wires, w.getAttribute(to), from, to, into);
      }
    });
  }
  function classed(el, name, on) {
    var list = (el.getAttribute("class") || "").split(" ").filter(function (c) { return c && c !== name; });
    if (on) { list.push(name); }
    el.setAttribute("class", list.join(" "));
  }
  each(all("svg.lineage"), function (svg) {
    var nodes = all(".node", svg), wires = all(".wire", svg);
    function light(key) {
      var up = {}, down = {};
      up[key] = down[key] = true;
      reach(wires, key, "data-to", "data-from", up);
      reach(wires, key, "data-from", "data-to", down);
      classed(svg, "lit", true);
      each(nodes, function (n) {
        var k = n.getAttribute("data-key");
        classed(n, "on", !!(up[k] || down[k]));
      });
      each(wires, function (w) {
        var a = w.getAttribute("data-from"), b = w.getAttribute("data-to");
        classed(w, "on", !!((up[a] && up[b]) || (down[a] && down[b])));
      });
    }
    function dark() { classed(svg, "lit", false); }
    each(nodes, function (n) {
      n.addEventListener("mouseenter", function () { light(n.getAttribute("data-key")); });
      n.addEventListener("mouseleave", dark);
      n.addEventListener("focus", function () { light(n.getAttribute("data-key")); });
      n.addEventListener("blur", dark);
    });
  });

  // A table with many rows can be sifted as it stands.
  each(all("table.filter"), function (table) {
    var rows = all("tbody tr", table);
    if (rows.length < 8) { return; }
    var zh = document.documentElement.lang.slice(0, 2) === "zh";
    var box = document.createElement("p"), field = document.createElement("input");
    box.className = "filterbox";
    field.type = "search";
    field.placeholder = zh ? "筛选本页各行" : "filter these rows";
    field.setAttribute("aria-label", field.placeholder);
    box.appendChild(field);
    table.parentNode.parentNode.insertBefore(box, table.parentNode);
    field.addEventListener("input", function () {
      var want = field.value.toLowerCase();
      each(rows, function (r) {
        r.style.display = r.textContent.toLowerCase().indexOf(want) < 0 ? "none" : "";
      });
    });
  });

  // A click on a digest copies the whole of it.
  document.addEventListener("click", function (e) {
    var el = e.target;
    while (el && el.getAttribute && !el.getAttribute("data-copy")) { el = el.parentNode; }
    if (!el || !el.getAttribute) { return; }
    if (navigator.clipboard) { navigator.clipboard.writeText(el.getAttribute("data-copy")); }
    el.className = "hash";
    el.textContent = el.getAttribute("data-copy");
  });

  // What is folded is unfolded on paper.
  var folded = [];
  window.addEventListener("beforeprint", function () {
    folded = [];
    each(all("details:not([open])"), function (d) { d.open = true; folded.push(d); });
  });
  window.addEventListener("afterprint", function () { each(folded, function (d) { d.open = false; }); });

  // The verify page: the file stays here.
  var form = document.getElementById("verify");
  if (!form) { return; }
  var out = document.getElementById("verdict"), drop = document.getElementById("drop");
  function line(tag, text) {
    var el = document.createElement(tag);
    el.textContent = text;
    out.appendChild(el);
    return el;
  }
  function show(ok, lines) {
    out.textContent = "";
    out.className = ok ? "good" : "bad";
    line("h3", (ok ? "✓ " : "✕ ") + out.getAttribute(ok ? "data-good" : "data-bad"));
    each(lines, function (t) { line("div", t); });
  }
  function open(file, raw, then) {
    if (!file) { then(""); return; }
    var r = new FileReader();
    r.onload = function () { then(raw ? new Uint8Array(r.result) : String(r.result)); };
    r.onerror = function () { show(false, [String(r.error)]); };
    if (raw) { r.readAsArrayBuffer(file); } else { r.readAsText(file); }
  }
  // picked are the file to check and, of a signature file, the file that it signs.
  function picked() {
    var files = document.getElementById("file").files || [], two = -1, i;
    for (i = 0; i < files.length; i++) { if (/\.sm3sig\.json$/.test(files[i].name)) { two = i; } }
    return { file: files[Math.max(two, 0)], beside: two >= 0 ? files[1 - two] : null,
      many: files.length > (two >= 0 ? 2 : 1) };
  }
  function judge(text, genesis, beside) {
    var short = text.length < 200 && text.trim().indexOf("\n") < 0;
    if (/"format": *"suyuan-trace-proof\/1"/.test(text.slice(0, 200)) || text.charAt(0) !== "{" && !short) {
      out.textContent = ""; // a pack, a table, a report, a use: others than the verifier here knows
      out.className = "";
      line("p", out.getAttribute("data-other"));
      return;
    }
    if (text.charAt(0) !== "{") {
      out.textContent = "";
      out.className = "";
      line("a", out.getAttribute("data-lookup") + " " + text).setAttribute("href",
        "/search?q=" + encodeURIComponent(text));
      return;
    }
    if (typeof BigInt === "undefined" || typeof window.suyuanVerify !== "function") {
      show(false, [out.getAttribute("data-old")]);
      return;
    }
    var trust = genesis || document.getElementById("pin").value.trim();
    if (!trust) { show(false, [out.getAttribute("data-trust")]); return; }
    var zh = document.documentElement.lang.slice(0, 2) === "zh";
    try {
      var r = window.suyuanVerify(text, trust, beside), lines = [], ok = r.ok;
      if (r.test && !document.getElementById("test").checked) { ok = false; }
      if (r.test) { lines.push(out.getAttribute("data-testing")); }
      each(r.errors || [], function (e) { lines.push(e.code + " " + (zh ? e.zh : e.en)); });
      each(r.lines || [], function (l) { lines.push((zh ? l[0] : l[1]) + "  " + l[2]); });
      show(ok, lines);
    } catch (e) { show(false, [String(e)]); }
  }
  function go() {
    var all = picked(), trust = document.getElementById("trust").files;
    if (all.many) { show(false, [out.getAttribute("data-many")]); return; }
    open(all.file, false, function (text) {
      open(trust && trust[0], false, function (genesis) {
        if (!text) { // a file is taken byte for byte, a paste without what copying adds
          text = document.getElementById("pasted").value.trim();
          if (text.charAt(0) === "{") { text += "\n"; }
        }
        if (!text) { return; }
        open(all.beside, true, function (beside) { judge(text, genesis, beside); });
      });
    });
  }
  form.addEventListener("submit", function (e) { e.preventDefault(); go(); });
  document.getElementById("file").addEventListener("change", go);
  document.getElementById("print").addEventListener("click", function () { window.print(); });
  each(["dragover", "dragleave", "drop"], function (name) {
    drop.addEventListener(name, function (e) {
      e.preventDefault();
      drop.className = name === "dragover" ? "drop over" : "drop";
      if (name === "drop" && e.dataTransfer.files.length) {
        document.getElementById("file").files = e.dataTransfer.files;
        go();
      }
    });
  });
})();

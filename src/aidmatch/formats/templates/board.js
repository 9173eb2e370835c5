"use strict";
/* The board's own script: it filters and shows what the page already holds. Every text goes in as text, never as markup;
   nothing is fetched, nothing is kept. Rows are made when they are looked at: a page of fifty, then the next. */
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { say, calls, funders, themes, scope } = data;
  const members = data.members || [];
  const answers = data.answers || [];
  const circles = data.circles || [];
  const standings = data.standings || [];
  const [ID, TITLE, LINK, FUNDER, WORTH, UNTIL, CLOSES, DAYS, STATE, THEMES, SUMMARY, LEVEL] = Array(12).keys();
  const [, NAME, FACTS, GROUPS, BARE, PAIRS] = Array(6).keys();
  const PAGE = 50;
  const COLUMNS = 8;
  const SOON = 14;
  const byId = (id) => document.getElementById(id);
  const view = byId("view");
  const status = byId("status");
  const form = byId("filters");
  const legend = document.querySelector(".legend");
  const paper = { calendar: byId("calendar-view"), map: byId("map-view") };

  /* Pairs: the number of a standing, then half a score, in digits of 64. */
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const worth = new Uint8Array(128);
  [...digits].forEach((sign, value) => { worth[sign.charCodeAt(0)] = value; });
  const stands = members.map((member) => {
    const text = member[PAIRS], found = new Uint32Array(calls.length), size = data.width + 1;
    for (let call = 0; call < calls.length; call += 1) {
      let value = 0;
      for (let place = 0; place < data.width; place += 1) {
        value = value * 64 + worth[text.charCodeAt(call * size + place)];
      }
      found[call] = value * 64 + worth[text.charCodeAt(call * size + data.width)];
    }
    return found;
  });
  const standing = (member, call) => standings[stands[member][call] >> 6];
  const answerOf = standings.map((one) => one[0]);
  const half = (member, call) => stands[member][call] & 63;
  const step = (member, call) => Math.min(5, 1 + Math.floor((half(member, call) * 2 * 5) / 90));

  /* Elements. */
  const make = (name, kind, ...inside) => {
    const made = document.createElement(name);
    if (kind) { made.className = kind; }
    made.append(...inside.filter((one) => one !== null && one !== ""));
    return made;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const counted = (one, many, n) => fill(n === 1 || (n === 0 && document.documentElement.lang === "fr") ? one : many, { n });
  const link = (hash, text) => {
    const made = make("a", "t", text);
    made.href = `#${hash}`;
    return made;
  };
  const outside = (address, text) => {
    if (!/^(https?:\/\/|mailto:)/i.test(address)) { return ""; }
    const made = make("a", "", text);
    made.href = address;
    made.rel = "noopener noreferrer";
    made.target = "_blank";
    return made;
  };
  const sign = (text) => {
    const made = make("span", "", text);
    made.setAttribute("aria-hidden", "true");
    return made;
  };
  const badge = (answer, text) => make("span", `badge a${answer}`, sign(answers[answer][1]), ` ${text}`);
  const dots = (member, call) => {
    const n = step(member, call);
    return make("span", "dots", sign("●".repeat(n) + "○".repeat(5 - n)), make("span", "sr", fill(say.relevance, { n })));
  };
  const counts = (numbers) => numbers.map((n, answer) => {
    const made = make("span", `badge a${answer}${n ? "" : " nil"}`, sign(answers[answer][1]), ` ${n} `, make("span", "sr", answers[answer][2]));
    made.title = answers[answer][2];
    return made;
  });
  const until = (call) => {
    const soon = call[DAYS] !== null && call[DAYS] <= SOON;
    return make("p", "until", make("strong", soon ? "soon" : "", call[UNTIL]), call[CLOSES]);
  };
  const joined = (...parts) => parts.filter(Boolean).join(" · ");

  /* A list that grows by pages; what is printed is longer than what is first shown. */
  const growing = new Set();
  window.addEventListener("beforeprint", () => growing.forEach((grow) => grow()));
  const list = (items, row, kind) => {
    const rows = make("ul", kind), more = make("button", "more"), whole = make("div", "", rows, more);
    let shown = 0;
    const grow = (count) => {
      const from = shown;
      for (const item of items.slice(shown, shown + count)) { rows.append(row(item)); shown += 1; }
      more.hidden = shown >= items.length;
      more.textContent = fill(say.more, { n: Math.min(PAGE, items.length - shown) });
      return from;
    };
    more.type = "button";
    more.addEventListener("click", () => {
      const target = rows.children[grow(PAGE)];
      const first = target && target.querySelector("a");
      if (first) { first.focus(); }
    });
    growing.add(() => grow(10 * PAGE));
    grow(PAGE);
    return whole;
  };

  /* Filters. */
  const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const titles = calls.map((call) => folded(`${call[TITLE]} ${funders[call[FUNDER]] || ""}`));
  const value = (id) => (byId(id) ? byId(id).value : "");
  const options = (id, names) => {
    const select = byId(id);
    names.forEach((name, place) => select && select.append(new Option(name, String(place))));
  };
  options("theme", themes);
  options("funder", funders);
  options("member", members.map((member) => member[NAME]));
  options("group", data.groups || []);
  const chosenCalls = () => {
    const words = folded(value("words")).split(/\s+/).filter(Boolean);
    const theme = value("theme"), funder = value("funder"), deadline = value("deadline");
    return [...calls.keys()].filter((place) => {
      const call = calls[place];
      return words.every((word) => titles[place].includes(word))
        && (theme === "" || call[THEMES].includes(Number(theme)))
        && (funder === "" || call[FUNDER] === Number(funder))
        && (deadline === "" || (deadline === "none" ? call[DAYS] === null && call[STATE] !== "upcoming"
          : deadline === "upcoming" ? call[STATE] === "upcoming"
            : call[STATE] === "open" && call[DAYS] !== null && call[DAYS] <= Number(deadline)));
    });
  };
  const chosenMembers = () => {
    const member = value("member"), group = value("group");
    return [...members.keys()].filter((place) => (member === "" || place === Number(member))
      && (group === "" || members[place][GROUPS].includes(Number(group))));
  };
  const wanted = () => {
    const asked = value("answer");
    return asked === "" ? null : asked.split(" ").map(Number);
  };
  const tally = (pairs) => {
    const numbers = [0, 0, 0, 0];
    for (const [member, call] of pairs) { numbers[answerOf[stands[member][call] >> 6]] += 1; }
    return numbers;
  };
  const holds = (numbers, asked) => !asked || asked.some((answer) => numbers[answer] > 0);
  const best = (member) => (a, b) => standing(member, a)[0] - standing(member, b)[0]
    || half(member, b) - half(member, a) || a - b;

  /* Views. */
  const callRow = (one) => ([place, numbers]) => {
    const call = calls[place];
    const marks = make("p", "marks");
    if (one !== null) {
      const found = standing(one, place);
      if (found[0] !== 3) { marks.append(dots(one, place)); }
      marks.append(badge(found[0], found[2]));
    } else if (numbers) {
      marks.append(...counts(numbers));
    }
    const head = make("div", "", make("h3", "", link(`call=${call[ID]}`, call[TITLE])),
      make("p", "meta t", joined(funders[call[FUNDER]], call[WORTH])));
    return make("li", "row", head, until(call), marks.childNodes.length ? marks : "");
  };
  const showCalls = () => {
    const who = chosenMembers(), asked = wanted();
    const one = who.length === 1 && (scope === "member" || value("member") !== "") ? who[0] : null;
    let found = chosenCalls().map((place) => [place, members.length ? tally(who.map((member) => [member, place])) : null]);
    if (members.length) { found = found.filter(([, numbers]) => holds(numbers, asked)); }
    if (one !== null) { found.sort((a, b) => best(one)(a[0], b[0])); }
    status.textContent = found.length ? counted(say.call, say.calls, found.length) : say.none;
    view.replaceChildren(list(found, callRow(one), "rows"));
  };
  const showMembers = () => {
    const which = chosenCalls(), asked = wanted();
    const found = chosenMembers().map((member) => [member, tally(which.map((call) => [member, call]))])
      .filter(([, numbers]) => holds(numbers, asked));
    status.textContent = found.length ? counted(say.member, say.members, found.length) : say.nobody;
    view.replaceChildren(list(found, ([place, numbers]) => {
      const member = members[place];
      const names = member[GROUPS].map((group) => data.groups[group]).join(", ");
      return make("li", "row", make("div", "", make("h3", "", link(`member=${member[0]}`, member[NAME])),
        make("p", "meta t", joined(member[FACTS], names))), "",
      make("p", "marks", ...counts(numbers), member[BARE] ? make("span", "meta", say.bare) : ""));
    }, "rows"));
  };
  let column = 0;
  const showGrid = () => {
    const asked = wanted(), who = chosenMembers();
    const which = chosenCalls().filter((call) => holds(tally(who.map((member) => [member, call])), asked));
    column = Math.min(column, Math.max(0, Math.floor((which.length - 1) / COLUMNS) * COLUMNS));
    const shown = which.slice(column, column + COLUMNS);
    const told = fill(say.columns, { first: column + 1, last: column + shown.length, n: which.length });
    status.textContent = !who.length ? say.nobody : which.length ? `${counted(say.member, say.members, who.length)} · ${told}` : say.none;
    const button = (text, by, off) => {
      const made = make("button", "", text);
      made.type = "button";
      made.disabled = off;
      made.addEventListener("click", () => { column += by; showGrid(); });
      return made;
    };
    const heading = (text, kind) => {
      const made = make("th", "", text);
      made.scope = kind;
      return made;
    };
    const head = make("tr", "", heading(say.who, "col"), ...shown.map((call) => heading(link(`call=${calls[call][ID]}`, calls[call][TITLE]), "col")));
    const body = who.map((member) => make("tr", "", heading(link(`member=${members[member][0]}`, members[member][NAME]), "row"),
      ...shown.map((call) => {
        const [answer, , text] = standing(member, call);
        const cell = make("td", "");
        if (!asked || asked.includes(answer)) {
          const mark = make("span", `badge a${answer}`, sign(answers[answer][1]), make("span", "sr", text));
          mark.title = text;
          cell.append(mark);
        }
        return cell;
      })));
    const box = make("div", "grid", make("table", "", make("thead", "", head), make("tbody", "", ...body)));
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", told);
    const pager = make("div", "pager", button(say.before, -COLUMNS, column === 0),
      button(say.after, COLUMNS, column + COLUMNS >= which.length));
    view.replaceChildren(...(which.length && who.length ? [pager, box] : []));
  };
  const title = (text) => {
    const made = make("h2", "t", text);
    made.tabIndex = -1;
    return made;
  };
  const about = (facts) => {
    const rows = make("dl", "about-one");
    for (const [name, text] of facts) { if (text) { rows.append(make("dt", "", name), make("dd", "t", text)); } }
    return rows;
  };
  /* What is near, by circle; the last circle is opened when asked for. */
  const circled = (items, circleOf, row, heading) => circles.map(([name], place) => {
    const held = items.filter((item) => circleOf(item) === place);
    if (!held.length) { return ""; }
    const text = `${circles[place][heading]} (${held.length})`;
    if (name !== "further") { return make("section", "circle", make("h3", "", text), list(held, row, "lines")); }
    const far = make("details", "circle", make("summary", "", text));
    far.addEventListener("toggle", () => { if (far.children.length === 1) { far.append(list(held, row, "lines")); } });
    return far;
  }).filter(Boolean);
  const back = (hash) => { const made = link(hash, say.back); made.className = "back"; return made; };
  const line = (member, call, ...lead) => {
    const [answer, , text] = standing(member, call);
    return make("li", "", make("span", "", ...lead), make("span", "", badge(answer, text)),
      answer === 3 ? make("span", "") : dots(member, call));
  };
  const showCall = (place) => {
    const call = calls[place];
    const order = [...members.keys()].sort((a, b) => standing(a, place)[0] - standing(b, place)[0]
      || half(b, place) - half(a, place) || a - b);
    const facts = about([[say.closes, joined(call[CLOSES], call[UNTIL])], [say.amount, call[WORTH]],
      [say.funder, funders[call[FUNDER]]], [say.level, call[LEVEL]],
      [say.themes, call[THEMES].map((theme) => themes[theme]).join(", ")]]);
    view.replaceChildren(back("calls"), title(call[TITLE]), make("p", "t", call[SUMMARY]), facts,
      make("p", "", outside(call[LINK], say.source)),
      ...circled(order, (member) => standing(member, place)[1],
        (member) => line(member, place, scope === "member" ? members[member][NAME] : link(`member=${members[member][0]}`, members[member][NAME])),
        scope === "member" ? 2 : 1));
  };
  const showMember = (place) => {
    const member = members[place];
    const order = [...calls.keys()].sort(best(place));
    view.replaceChildren(scope === "member" ? "" : back("members"), title(member[NAME]),
      make("p", "meta t", joined(member[FACTS], member[GROUPS].map((group) => data.groups[group]).join(", "))),
      member[BARE] ? make("p", "notice", say.bare) : "",
      make("p", "marks", ...counts(tally(order.map((call) => [place, call])))),
      ...circled(order, (call) => standing(place, call)[1],
        (call) => line(place, call, link(`call=${calls[call][ID]}`, calls[call][TITLE]), " ", make("span", "meta", calls[call][UNTIL])), 2));
  };

  /* One address a view, so that the way back is the browser's. */
  const lists = scope === "internal" ? { calls: showCalls, members: showMembers, grid: showGrid } : { calls: showCalls };
  const start = scope === "member" ? "member" : "calls";
  const find = (shelf, id) => shelf.findIndex((one) => one[0] === id);
  const show = (moved) => {
    const [name, id] = decodeURIComponent(location.hash.slice(1) || start).split("=");
    const known = name in lists ? name : "";
    growing.clear();
    form.hidden = !known;
    if (legend) { legend.hidden = name in paper; }
    for (const sheet of Object.keys(paper)) { paper[sheet].hidden = sheet !== name; }
    view.hidden = name in paper;
    status.textContent = "";
    for (const one of document.querySelectorAll("nav a")) {
      const is = one.hash === `#${name}` || one.hash === `#${name}s`;
      if (is) { one.setAttribute("aria-current", "page"); } else { one.removeAttribute("aria-current"); }
    }
    if (known) {
      lists[known]();
    } else if (!(name in paper)) {
      const shelf = name === "call" ? calls : name === "member" ? members : [];
      const place = name === "member" && scope === "member" ? 0 : find(shelf, id);
      if (!shelf[place]) { status.textContent = say.unknown; view.replaceChildren(back("calls")); return; }
      (name === "call" ? showCall : showMember)(place);
    }
    if (moved) {
      window.scrollTo(0, 0);
      const head = (name in paper ? paper[name] : view).querySelector("h2");
      if (head) { head.focus({ preventScroll: true }); }
    }
  };
  const again = () => { column = 0; show(false); };
  form.addEventListener("input", again);
  form.addEventListener("reset", () => setTimeout(again));
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", () => { if (location.hash !== "#view") { show(true); } });
  show(false);
})();

"use strict";

/* The page: what is typed in goes to a Connection, and what its Mirror holds is shown. The token stays in this page's memory. */

(function () {
  const SHOW_MILLIS = 100;
  const STORES_MILLIS = 5000;
  const MOST_EVENTS = 200;
  const MOST_LISTED = 200;
  const OPS_WITHOUT_VALUE = ["delete"];

  const byId = function (id) {
    return document.getElementById(id);
  };
  let connection = null;
  let mirror = null;
  let token = "";
  let showing = false;
  let isCaughtUp = false;
  let shownStores = [];

  const tree = new TreeView(byId("tree"), function (node) {
    byId("op").value = "set";
    byId("path").value = renderPath(node.segments());
    byId("value").value = formatJson(node.value);
    byId("value").focus();
  });

  function status(text, isBad) {
    byId("status").textContent = text;
    byId("status").className = isBad ? "bad" : "";
  }

  function showSoon() {
    if (!showing) {
      showing = true;
      setTimeout(show, SHOW_MILLIS);
    }
  }

  function show() {
    showing = false;
    tree.show(mirror.root);
    byId("no-paths").hidden = mirror.rows > 0;
    showLeases();
    if (isCaughtUp && connection && connection.live) {
      status("Connected: " + rowsOf(mirror.rows) + ", store_seq " + mirror.applied + ".", false);
    }
  }

  function item(list, text, className) {
    const li = document.createElement("li");
    li.textContent = text;
    if (className) {
      li.className = className;
    }
    list.appendChild(li);
    return li;
  }

  /** The first ones of many: the page is made anew each second. */
  function showFirst(list, all, show) {
    list.textContent = "";
    all.slice(0, MOST_LISTED).forEach(show);
    if (all.length > MOST_LISTED) {
      item(list, "and " + (all.length - MOST_LISTED) + " more", "hint");
    }
  }

  function showLeases() {
    const list = byId("leases");
    showFirst(list, Array.from(mirror.leases), function (node) {
      const lease = node.value;
      const left = Math.round((Number(lease.expires_at) - Date.now()) / 1000);
      item(list, renderPath(node.segments()) + ": " + (lease.holder === null || lease.holder === undefined ? "nobody by name" : lease.holder)
        + ", token " + formatJson(lease.token) + ", " + (left > 0 ? left + " s left" : "expired"));
    });
    byId("no-leases").hidden = mirror.leases.size > 0;
  }

  function part(li, className, text) {
    const span = document.createElement("span");
    span.className = className;
    span.textContent = text;
    li.appendChild(span);
    li.appendChild(document.createTextNode(" "));
  }

  function addEvents(events) {
    const list = byId("events");
    events.forEach(function (event) {
      const li = document.createElement("li");
      li.value = event.store_seq;
      part(li, "dim", event.store_seq);
      part(li, "op", event.op);
      part(li, "path", event.path);
      if (event.value !== null || OPS_WITHOUT_VALUE.indexOf(event.op) < 0) {
        part(li, "value", shownValue(event.value));
      }
      if (event.device_id) {
        part(li, "dim", event.device_id);
      }
      list.insertBefore(li, list.firstChild);
    });
    while (list.children.length > MOST_EVENTS) {
      list.removeChild(list.lastElementChild);
    }
    byId("no-events").hidden = list.children.length > 0;
  }

  function ask(path, done, otherToken) {
    const request = new XMLHttpRequest();
    request.open("GET", path);
    request.setRequestHeader("Authorization", "Bearer " + (otherToken || token));
    request.onload = function () {
      done(request.status, request.status === 200 ? JSON.parse(request.responseText) : null, reasonOf(request.responseText));
    };
    request.onerror = function () {
      done(0, null, "");
    };
    request.send();
  }

  /** Why something is refused, as the server says it; empty if it does not. */
  function reasonOf(text) {
    try {
      const problem = JSON.parse(text);
      return problem.detail || problem.reason || "";
    } catch (error) {
      return "";
    }
  }

  function storeButton() {
    const li = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.onclick = function () {
      byId("store").value = button.store;
      open(button.store);
      showStores(shownStores);
    };
    li.appendChild(button);
    return li;
  }

  function rowsOf(count) {
    return count + (count === 1 ? " row" : " rows");
  }

  /** Elements stay the same while the stores do, so that the keyboard's place is kept. */
  function showStores(stores) {
    const list = byId("store-list");
    const names = byId("stores");
    shownStores = stores;
    while (list.children.length > stores.length) {
      list.removeChild(list.lastElementChild);
    }
    names.textContent = "";
    stores.forEach(function (store, index) {
      if (index === list.children.length) {
        list.appendChild(storeButton());
      }
      const button = list.children[index].firstChild;
      button.store = store.name;
      button.textContent = store.name + ": " + rowsOf(store.entry_count) + ", store_seq " + store.current_seq;
      if (connection && store.name === connection.store) {
        button.setAttribute("aria-current", "true");
      } else {
        button.removeAttribute("aria-current");
      }
      const option = document.createElement("option");
      option.value = store.name;
      names.appendChild(option);
    });
    byId("no-stores").hidden = stores.length > 0;
    showMembers();
  }

  /** The list has so many stores at a time; one that is not among them is asked for. */
  function showMembers() {
    if (!connection) {
      return;
    }
    const asked = connection;
    const listed = shownStores.filter(function (store) {
      return store.name === asked.store;
    });
    const list = function (code, store) {
      if (store && connection === asked) {
        const members = byId("members");
        showFirst(members, store.members, function (device) {
          item(members, device + (device === asked.deviceId ? " (this page)" : ""));
        });
      }
    };
    if (listed.length > 0) {
      list(200, listed[0]);
    } else {
      ask("api/stores/" + asked.store.split("/").map(encodeURIComponent).join("/"), list);
    }
  }

  function refreshStores() {
    if (connection && token && !document.hidden) {
      ask("api/stores", function (code, answer) {
        if (answer) {
          showStores(answer.stores);
        } else if (code === 401) {
          tokenEnded();
        }
      });
    }
  }

  /** The token that let us in is valid no more: to try again and again would be of no use. */
  function tokenEnded() {
    connection.close();
    token = "";
    status("The server does not know this token any more: it has ended, or was taken back.", true);
  }

  /** Whoever is not let in is not told why by the browser. */
  function checkToken(asking) {
    ask("api/stores?limit=1", function (code) {
      if (code === 401 && connection === asking && !asking.closed) {
        tokenEnded();
      }
    });
  }

  function open(store) {
    if (connection) {
      connection.close();
    }
    isCaughtUp = false;
    byId("events").textContent = "";
    byId("no-events").hidden = false;
    mirror = new Mirror(function (node) {
      tree.changed(node);
    });
    const opened = mirror;
    const base = location.origin.replace(/^http/, "ws") + location.pathname.replace(/\/[^/]*$/, "");
    connection = new Connection(base, token, store, {
      status: status,
      applied: function () {
        return opened.applied;
      },
      hasHole: function () {
        return opened.hasHole();
      },
      event: function (event) {
        const applied = opened.event(event);
        if (isCaughtUp) {
          addEvents(applied);
        }
        showSoon();
      },
      snapshot: function (payload) {
        opened.snapshot(payload);
        showSoon();
      },
      complete: function (through) {
        opened.complete(through);
        isCaughtUp = true;
        byId("send").disabled = false;
        refreshStores();
        showSoon();
      },
      restarted: function () {
        opened.reset();
        showSoon();
      },
      lost: function () {
        checkToken(connection);
      }
    });
    showSoon();
  }

  byId("connect").onsubmit = function () {
    const typed = byId("token").value;
    const store = byId("store").value.trim();
    status("Asking the server ...", false);
    ask("api/stores", function (code, answer, reason) {
      if (code === 401) {
        status("The server does not know this token.", true);
      } else if (answer && store) {
        token = typed;
        open(store);
        showStores(answer.stores);
      } else if (answer) {
        token = typed;
        showStores(answer.stores);
        status(answer.stores.length > 0 ? "Which store? They are in the list." : "There is no store that this token may read.", false);
      } else {
        status("The server does not answer (" + (reason || code || "no connection") + ").", true);
      }
    }, typed);
    return false;
  };

  byId("op").onchange = function () {
    byId("value").disabled = OPS_WITHOUT_VALUE.indexOf(byId("op").value) >= 0;
  };

  byId("write").onsubmit = function () {
    const op = byId("op").value;
    const path = byId("path").value.trim();
    const fields = { op: op, path: path, client_op_id: randomId("op_") };
    let text = JSON.stringify(fields);
    if (OPS_WITHOUT_VALUE.indexOf(op) < 0) {
      const value = byId("value").value.trim();
      try {
        JSON.parse(value);
      } catch (error) {
        answer("The value is no JSON. A text stands in quotes: \"like this\".", true);
        return false;
      }
      text = text.slice(0, -1) + ",\"value\":" + value + "}";
    }
    answer("Sent ...", false);
    connection.push("write", text, function (reply) {
      if (reply.status === "ok") {
        answer("Committed as " + formatJson(reply.response.store_seq) + ".", false);
      } else {
        answer("Refused: " + reply.response.reason + (reply.response.message ? " (" + reply.response.message + ")" : ""), true);
      }
    });
    return false;
  };

  function answer(text, isBad) {
    byId("answer").textContent = text;
    byId("answer").className = isBad ? "bad" : "";
  }

  setInterval(refreshStores, STORES_MILLIS);
  setInterval(function () {
    if (mirror && mirror.leases.size > 0) {
      showLeases();
    }
  }, 1000);
}());

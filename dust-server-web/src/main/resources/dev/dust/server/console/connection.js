"use strict";

/*
 * One member of one store, over the WebSocket protocol: joins, catches up, joins again whenever the connection or the
 * membership is lost. Tells a listener: status(text, isBad), event(payload), snapshot(payload), complete(through), restarted(),
 * and lost(), when there is no connection: a browser does not tell whether the server has refused it. The listener answers
 * applied() and hasHole().
 */

const HEARTBEAT_MILLIS = 30000;
const CONNECT_MILLIS = 10000;
const HOLE_MILLIS = 2000;
const LONGEST_PAUSE_MILLIS = 30000;
/** The reasons for which a store is refused that no waiting changes. */
const FINAL_REASONS = ["unauthorized", "store_not_allowed", "missing_scope", "capver_mismatch"];

function randomId(prefix) {
  const bytes = new Uint8Array(12);
  crypto.getRandomValues(bytes);
  let text = "";
  for (let i = 0; i < bytes.length; i++) {
    text += String.fromCharCode(bytes[i]);
  }
  return prefix + btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

function Connection(base, token, store, listener) {
  this.deviceId = randomId("dev_");
  this.url = base + "/ws/sync/websocket?capver=3&vsn=2.0.0&token=" + encodeURIComponent(token) + "&device_id="
    + encodeURIComponent(this.deviceId);
  this.topic = "store:" + store;
  this.store = store;
  this.listener = listener;
  this.refs = 0;
  this.pauseMillis = 1000;
  this.waiting = new Map();
  this.timers = new Set();
  this.closed = false;
  this.live = false;
  this.connect();
}

Connection.prototype.later = function (millis, task) {
  const connection = this;
  const timer = setTimeout(function () {
    connection.timers.delete(timer);
    task();
  }, millis);
  this.timers.add(timer);
};

Connection.prototype.connect = function () {
  const connection = this;
  this.listener.status("Connecting ...", false);
  const socket = new WebSocket(this.url);
  this.socket = socket;
  this.later(CONNECT_MILLIS, function () {
    if (connection.socket === socket && socket.readyState === WebSocket.CONNECTING) {
      connection.lost("The server does not answer");
      socket.close();
    }
  });
  let opened = false;
  socket.onopen = function () {
    if (!opened) {
      opened = true;
      connection.join();
      connection.beat(socket);
    }
  };
  socket.onmessage = function (message) {
    if (connection.socket === socket) {
      connection.silent = false;
      connection.frame(parseJson(message.data));
    }
  };
  socket.onclose = function () {
    if (connection.socket === socket) {
      connection.lost("The connection is lost");
    }
  };
  // Not every engine waits with its events until this function has returned.
  if (socket.readyState === WebSocket.OPEN) {
    socket.onopen();
  }
};

Connection.prototype.beat = function (socket) {
  const connection = this;
  this.later(HEARTBEAT_MILLIS, function () {
    if (connection.socket !== socket) {
      return;
    }
    if (connection.silent) {
      connection.lost("The server is silent");
      socket.close();
      return;
    }
    connection.silent = true;
    connection.sendText(null, "phoenix", "heartbeat", "{}", null);
    connection.beat(socket);
  });
};

Connection.prototype.join = function () {
  const connection = this;
  this.live = false;
  this.joinRef = String(++this.refs);
  this.sendText(this.joinRef, this.topic, "phx_join", JSON.stringify({ last_store_seq: this.listener.applied() }), function (reply) {
    if (reply.status !== "ok" && FINAL_REASONS.indexOf(reply.response.reason) >= 0) {
      connection.close();
      connection.listener.status("The server refuses the store: " + (reply.response.message || reply.response.reason), true);
    } else if (reply.status !== "ok") {
      // Where the connection is lost, that is told, and it is tried again by then.
      if (connection.socket) {
        connection.rejoin("The store cannot be joined now: " + (reply.response.message || reply.response.reason));
      }
    } else if (reply.response.store_seq < connection.listener.applied()) {
      connection.listener.restarted();
      connection.join();
    } else {
      connection.listener.status("Catching up ...", false);
    }
  }, this.joinRef);
};

/** No answer comes any more to what was sent. */
Connection.prototype.abandon = function (why) {
  const waiting = Array.from(this.waiting.values());
  this.waiting.clear();
  waiting.forEach(function (callback) {
    callback({ status: "error", response: { reason: why } });
  });
};

Connection.prototype.lost = function (why) {
  this.socket = null;
  this.live = false;
  this.abandon("the connection was lost; whether it took effect, the events will tell");
  if (this.closed) {
    return;
  }
  const pause = Math.round(this.pauseMillis * (0.5 + Math.random() / 2));
  this.pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, this.pauseMillis * 2);
  this.listener.status(why + "; the next try is in " + Math.ceil(pause / 1000) + " s.", true);
  const connection = this;
  this.later(pause, function () {
    connection.connect();
  });
  this.listener.lost();
};

/** Ends it; nothing is told any more, but to those who wait for an answer. */
Connection.prototype.close = function () {
  this.closed = true;
  this.live = false;
  this.timers.forEach(function (timer) {
    clearTimeout(timer);
  });
  const socket = this.socket;
  this.socket = null;
  if (socket) {
    socket.close();
  }
  this.abandon("the page has left the store; whether it took effect, its events tell");
};

Connection.prototype.frame = function (frame) {
  const joinRef = frame[0];
  const payload = frame[4] || {};
  if (frame[3] === "phx_reply") {
    const callback = this.waiting.get(frame[1]);
    this.waiting.delete(frame[1]);
    if (callback) {
      callback(payload);
    }
    return;
  }
  if (frame[2] !== this.topic || joinRef !== null && joinRef !== this.joinRef) {
    return;
  }
  switch (frame[3]) {
    case "event":
      this.listener.event(payload);
      this.watchHole();
      break;
    case "snapshot":
      this.listener.snapshot(payload);
      break;
    case "catch_up_complete":
      this.pauseMillis = 1000;
      this.live = true;
      this.listener.complete(payload.through_seq);
      this.sendText(this.joinRef, this.topic, "ack_seq", JSON.stringify({ seq: payload.through_seq }), null);
      break;
    case "phx_close":
    case "phx_error":
      this.rejoin("The server has ended the membership");
      break;
    default:
  }
};

/** What a hole hides is fetched by joining again. */
Connection.prototype.watchHole = function () {
  const connection = this;
  if (this.live && !this.watching && this.listener.hasHole()) {
    this.watching = true;
    this.later(HOLE_MILLIS, function () {
      connection.watching = false;
      if (connection.live && connection.listener.hasHole()) {
        connection.join();
      }
    });
  }
};

Connection.prototype.rejoin = function (why) {
  const connection = this;
  const socket = this.socket;
  this.live = false;
  this.listener.status(why + "; joining again ...", true);
  this.later(this.pauseMillis, function () {
    if (connection.socket === socket) {
      connection.join();
    }
  });
  this.pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, this.pauseMillis * 2);
};

/** Sends a push whose payload is that JSON; callback gets the reply's payload. */
Connection.prototype.push = function (event, payloadText, callback) {
  this.sendText(this.joinRef, this.topic, event, payloadText, callback);
};

Connection.prototype.sendText = function (joinRef, topic, event, payloadText, callback, ownRef) {
  const ref = ownRef || String(++this.refs);
  if (!this.socket || this.socket.readyState !== 1) {
    if (callback) {
      callback({ status: "error", response: { reason: "there is no connection" } });
    }
    return;
  }
  if (callback) {
    this.waiting.set(ref, callback);
  }
  this.socket.send("[" + [joinRef, ref, topic, event].map(function (part) {
    return JSON.stringify(part);
  }).join(",") + "," + payloadText + "]");
};

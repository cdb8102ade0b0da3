"use strict";

/*
 * What is known of one store: a tree of its rows, kept equal to the server's by the protocol's rules. Events are applied in the
 * order of their store_seq, each once, whatever order they come in. Knows nothing of the page.
 */

/** A number as it was written, where JavaScript's own would be another one: 1.0, or an integer beyond 2^53. */
function RawNumber(text) {
  this.text = text;
}

RawNumber.prototype.valueOf = function () {
  return Number(this.text);
};

/** Parses JSON and keeps numbers as they were written, where the browser lets us see that. */
function parseJson(text) {
  return JSON.parse(text, function (key, value, context) {
    if (typeof value === "number" && context && context.source && context.source !== String(value)) {
      return new RawNumber(context.source);
    }
    return value;
  });
}

/** The JSON of what parseJson gave. */
function formatJson(value) {
  if (value instanceof RawNumber) {
    return value.text;
  }
  if (Array.isArray(value)) {
    return "[" + value.map(formatJson).join(",") + "]";
  }
  if (value !== null && typeof value === "object") {
    return "{" + Object.keys(value).map(function (key) {
      return JSON.stringify(key) + ":" + formatJson(value[key]);
    }).join(",") + "}";
  }
  return JSON.stringify(value === undefined ? null : value);
}

function parsePath(rendered) {
  return rendered.split("/").map(function (segment) {
    return segment.replace(/~1/g, "/").replace(/~0/g, "~");
  });
}

function renderPath(segments) {
  return segments.map(function (segment) {
    return segment.replace(/~/g, "~0").replace(/\//g, "~1");
  }).join("/");
}

/** Whether a value stands in one row: all but maps that are not typed. */
function isLeaf(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value) || value instanceof RawNumber) {
    return true;
  }
  return "_type" in value && ("_typed" in value || value._type === "file" || value._type === "lease");
}

function TreeNode(parent, name) {
  this.parent = parent;
  this.name = name;
  this.children = new Map();
  this.hasRow = false;
  this.value = null;
}

TreeNode.prototype.segments = function () {
  const segments = [];
  for (let node = this; node.parent !== null; node = node.parent) {
    segments.unshift(node.name);
  }
  return segments;
};

/** changed is called with each node whose row or children are others than before. */
function Mirror(changed) {
  this.changed = changed;
  this.reset();
}

/** Nothing is known any more. */
Mirror.prototype.reset = function () {
  this.root = new TreeNode(null, "");
  this.applied = 0;
  this.early = new Map();
  this.rows = 0;
  this.leases = new Set();
  this.changed(this.root);
};

/** Whether something is here that cannot be applied, because something before it is not. */
Mirror.prototype.hasHole = function () {
  return this.early.size > 0;
};

/** Takes an event; answers those that were applied, in order. */
Mirror.prototype.event = function (event) {
  if (event.store_seq > this.applied) {
    this.early.set(event.store_seq, event);
  }
  return this.applyEarly();
};

/** Everything up to there has come: what lies between is nobody's. Answers the events that were applied. */
Mirror.prototype.complete = function (through) {
  const mirror = this;
  const before = Array.from(this.early.keys()).filter(function (seq) {
    return seq <= through;
  }).sort(function (a, b) {
    return a - b;
  }).map(function (seq) {
    const event = mirror.early.get(seq);
    mirror.early.delete(seq);
    mirror.apply(event);
    return event;
  });
  this.applied = Math.max(this.applied, through);
  return before.concat(this.applyEarly());
};

Mirror.prototype.applyEarly = function () {
  const done = [];
  for (let next = this.early.get(this.applied + 1); next; next = this.early.get(this.applied + 1)) {
    this.early.delete(next.store_seq);
    this.apply(next);
    this.applied = next.store_seq;
    done.push(next);
  }
  return done;
};

/** The whole store as of a seq; one that is not newer changes nothing. */
Mirror.prototype.snapshot = function (payload) {
  if (payload.snapshot_seq <= this.applied) {
    return;
  }
  const early = this.early;
  this.reset();
  this.applied = payload.snapshot_seq;
  const mirror = this;
  Object.keys(payload.entries).forEach(function (path) {
    const value = payload.entries[path].value;
    const isWrapped = value !== null && typeof value === "object" && Object.keys(value).join() === "_scalar";
    mirror.write(mirror.node(parsePath(path)), isWrapped ? value._scalar : value);
  });
  early.forEach(function (event, seq) {
    if (seq > mirror.applied) {
      mirror.early.set(seq, event);
    }
  });
  this.applyEarly();
};

Mirror.prototype.apply = function (event) {
  const segments = event.path_segments || parsePath(event.path);
  const mirror = this;
  switch (event.op) {
    case "set":
    case "put_file":
      this.set(segments, event.value);
      break;
    case "delete":
      this.clear(this.node(segments), true);
      break;
    case "merge":
      Object.keys(event.value || {}).forEach(function (key) {
        const below = segments.concat([key]);
        if (isLeaf(event.value[key])) {
          mirror.write(mirror.node(below), event.value[key]);
        } else {
          mirror.set(below, event.value[key]);
        }
      });
      break;
    case "increment":
    case "add":
    case "remove":
    case "lease":
    case "renew":
      this.write(this.node(segments), event.value);
      break;
    case "release":
      this.unwrite(this.node(segments));
      break;
    default:
      // An op of a later protocol: what it did cannot be known.
  }
  this.prune(this.find(segments));
};

Mirror.prototype.set = function (segments, value) {
  const node = this.node(segments);
  const mirror = this;
  this.clear(node, !isLeaf(value));
  if (isLeaf(value)) {
    this.write(node, value);
  } else {
    Object.keys(value).forEach(function (key) {
      mirror.set(segments.concat([key]), value[key]);
    });
  }
  this.prune(node);
};

/** The node there, or the last one on the way to it. */
Mirror.prototype.find = function (segments) {
  let node = this.root;
  for (let i = 0; i < segments.length && node.children.has(segments[i]); i++) {
    node = node.children.get(segments[i]);
  }
  return node;
};

/** The node there, made if it is missing. */
Mirror.prototype.node = function (segments) {
  let node = this.root;
  for (let i = 0; i < segments.length; i++) {
    let child = node.children.get(segments[i]);
    if (!child) {
      child = new TreeNode(node, segments[i]);
      node.children.set(segments[i], child);
      this.changed(node);
    }
    node = child;
  }
  return node;
};

Mirror.prototype.write = function (node, value) {
  if (!node.hasRow) {
    this.rows++;
  }
  node.hasRow = true;
  node.value = value;
  if (value !== null && typeof value === "object" && value._type === "lease") {
    this.leases.add(node);
  } else {
    this.leases.delete(node);
  }
  this.changed(node);
};

Mirror.prototype.unwrite = function (node) {
  if (node.hasRow) {
    this.rows--;
    node.hasRow = false;
    node.value = null;
    this.leases.delete(node);
    this.changed(node);
  }
};

/** Removes what is below, and what is at the node too if that is said. */
Mirror.prototype.clear = function (node, alsoItself) {
  const mirror = this;
  if (node.children.size > 0) {
    node.children.forEach(function (child) {
      mirror.clear(child, true);
    });
    node.children.clear();
    this.changed(node);
  }
  if (alsoItself) {
    this.unwrite(node);
  }
};

/** Removes nodes that hold nothing, from there upwards. */
Mirror.prototype.prune = function (node) {
  while (node.parent !== null && !node.hasRow && node.children.size === 0) {
    node.parent.children.delete(node.name);
    this.changed(node.parent);
    node = node.parent;
  }
};

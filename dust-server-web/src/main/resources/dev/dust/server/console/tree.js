"use strict";

/*
 * A tree of paths as a list of lists, of which only what is open is in the page. Elements stay the same while their nodes do,
 * so that the keyboard's place is kept while values change.
 */

/** So many children of a node are in the page at first, and so many more each time that somebody asks. */
const MOST_CHILDREN = 500;
const LONGEST_VALUE = 1000;
const FRESH_MILLIS = 800;

/** A value as it is shown: the beginning of one that is long. */
function shownValue(value) {
  const text = formatJson(value);
  return text.length > LONGEST_VALUE ? text.slice(0, LONGEST_VALUE) + " \u2026 (" + text.length + " characters)" : text;
}

function TreeView(list, pick) {
  this.list = list;
  this.pick = pick;
  this.dirty = new Set();
}

/** The row or the children of that node are others. */
TreeView.prototype.changed = function (node) {
  this.dirty.add(node);
};

/** Brings the page up to date with root. */
TreeView.prototype.show = function (root) {
  const view = this;
  const dirty = this.dirty;
  this.dirty = new Set();
  if (this.root !== root) {
    this.root = root;
    this.children(this.list, root);
    return;
  }
  dirty.forEach(function (node) {
    if (node === root) {
      view.children(view.list, root);
    } else if (node.item && node.item.parentNode) {
      view.update(node, true);
    }
  });
};

TreeView.prototype.update = function (node, isNews) {
  const item = node.item;
  const hasChildren = node.children.size > 0;
  item.toggle.hidden = !hasChildren;
  item.toggle.textContent = node.open ? "▾" : "▸";
  item.toggle.setAttribute("aria-expanded", node.open ? "true" : "false");
  item.toggle.setAttribute("aria-label", (node.open ? "Close " : "Open ") + node.name);
  item.valueButton.textContent = node.hasRow ? shownValue(node.value) : "";
  item.valueButton.hidden = !node.hasRow;
  item.below.hidden = !node.open || !hasChildren;
  if (node.open) {
    this.children(item.below, node);
  }
  if (isNews && node.hasRow) {
    item.row.classList.add("fresh");
    setTimeout(function () {
      item.row.classList.remove("fresh");
    }, FRESH_MILLIS);
  }
};

/** Has list show the children of node, in order. */
TreeView.prototype.children = function (list, node) {
  const view = this;
  const names = Array.from(node.children.keys()).sort();
  const most = node.most || MOST_CHILDREN;
  const shown = names.slice(0, most).map(function (name) {
    const child = node.children.get(name);
    if (!child.item) {
      view.make(child);
    } else if (!child.item.parentNode) {
      // It was out of the page, where changes are not shown.
      view.update(child, false);
    }
    return child.item;
  });
  if (names.length > most) {
    shown.push(this.more(list, node, names.length - most));
  }
  // What is gone goes first: whatever else is moved in the page loses the keyboard's place.
  const staying = new Set(shown);
  Array.from(list.children).forEach(function (item) {
    if (!staying.has(item)) {
      list.removeChild(item);
    }
  });
  shown.forEach(function (item, index) {
    if (list.children[index] !== item) {
      list.insertBefore(item, list.children[index] || null);
    }
  });
};

/** By which the next ones are shown. */
TreeView.prototype.more = function (list, node, count) {
  const view = this;
  if (!node.moreItem) {
    node.moreItem = document.createElement("li");
    node.moreButton = document.createElement("button");
    node.moreButton.type = "button";
    node.moreButton.className = "plain";
    node.moreItem.appendChild(node.moreButton);
  }
  node.moreButton.textContent = "and " + count + " more";
  node.moreButton.onclick = function () {
    node.most = (node.most || MOST_CHILDREN) + MOST_CHILDREN;
    view.children(list, node);
  };
  return node.moreItem;
};

TreeView.prototype.make = function (node) {
  const view = this;
  const item = document.createElement("li");
  item.row = document.createElement("div");
  item.row.className = "row";
  item.toggle = document.createElement("button");
  item.toggle.type = "button";
  item.toggle.className = "toggle";
  item.toggle.onclick = function () {
    node.open = !node.open;
    view.update(node, false);
  };
  const name = document.createElement("span");
  name.className = "path";
  name.textContent = node.name;
  item.valueButton = document.createElement("button");
  item.valueButton.type = "button";
  item.valueButton.className = "value";
  item.valueButton.title = "Edit";
  item.valueButton.onclick = function () {
    view.pick(node);
  };
  item.row.appendChild(item.toggle);
  item.row.appendChild(name);
  item.row.appendChild(item.valueButton);
  item.below = document.createElement("ul");
  item.appendChild(item.row);
  item.appendChild(item.below);
  node.item = item;
  this.update(node, false);
};

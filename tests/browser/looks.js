// What is wrong with the looks of a page, measured in the page itself: `looks(root)` returns lines.
// `marks(root, seen)` marks the elements whose letters are to be asked for, see looks.py.
(() => {
  const TOLERANCE = 1.5; // pixels: rounding of text that ends in the middle of one
  const HEART = 0.5; // of a line's height: letters stand in its middle, lines may overlap outside it

  const words = (text) => text.replace(/\s+/g, " ").trim().slice(0, 60);
  const name = (element) =>
    element.localName + (element.classList.length ? "." + element.classList[0] : "");
  const shown = (element) =>
    element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const isClip = (value) => value === "hidden" || value === "clip";
  const isScroll = (value) => value === "auto" || value === "scroll";

  // For those who listen only: one pixel large, or cut to nothing.
  const unseen = (element) => {
    for (let up = element; up; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.clipPath.startsWith("inset(50%") || style.clipPath.startsWith("inset(100%")) return true;
      if (isClip(style.overflowX) && up.clientWidth <= 1 && up.clientHeight <= 1) return true;
      if (up.localName === "svg" || up.localName === "style" || up.localName === "script") return true;
    }
    return false;
  };

  const texts = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.parentElement;
      if (!node.data.trim() || !element || !shown(element) || unseen(element)) continue;
      found.push({ node, element });
    }
    return found;
  };

  const rectangles = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((one) => one.width > 0.5 && one.height > 0.5);
  };

  const drawnWidth = (text, style) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return pen.measureText(text).width + text.length * (parseFloat(style.letterSpacing) || 0);
  };

  // Text wider or higher than an element that hides what does not fit.
  const cut = (root) => {
    const lines = [];
    for (const element of [root, ...root.querySelectorAll("*")]) {
      if (!shown(element) || unseen(element)) continue;
      const style = getComputedStyle(element);
      const label = `${name(element)} “${words(element.textContent)}”`;
      const wide = element.scrollWidth - element.clientWidth > TOLERANCE;
      const high = element.scrollHeight - element.clientHeight > TOLERANCE;
      const clamp = style.webkitLineClamp !== "none";
      if ((isClip(style.overflowX) || style.textOverflow === "ellipsis") && wide)
        lines.push(`cut at its side: ${label}`);
      if ((isClip(style.overflowY) || clamp) && high) lines.push(`cut below: ${label}`);
      if (element.matches("input:not([type=hidden], [type=checkbox], [type=radio]), select")) {
        const text =
          element.localName === "select"
            ? (element.selectedOptions[0]?.text ?? "")
            : element.value || element.placeholder;
        const room =
          element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        const over = drawnWidth(text, style) - room;
        if (over > TOLERANCE) lines.push(`cut in its field by ${Math.round(over)}: “${words(text)}”`);
      }
    }
    return lines;
  };

  // The rectangle of a text must lie within every box around it, but for what may be scrolled.
  const outside = (found) => {
    const lines = [];
    for (const { element, places } of found) {
      for (const place of places) {
        let free = false; // left the flow: the boxes above are not its own
        let scrolled = false;
        for (let up = element; up && up !== document.documentElement; up = up.parentElement) {
          const style = getComputedStyle(up);
          if (style.display === "contents") continue;
          if (isScroll(style.overflowX) || isScroll(style.overflowY)) {
            scrolled = isScroll(style.overflowX);
            break;
          }
          if (!free && style.display !== "inline") {
            const box = up.getBoundingClientRect();
            const over = Math.max(box.left - place.left, place.right - box.right);
            const middle = (place.top + place.bottom) / 2;
            const under = Math.max(box.top - middle, middle - box.bottom);
            const worst = Math.max(over, under);
            if (worst > TOLERANCE && up !== document.body) {
              lines.push(
                `outside of ${name(up)} by ${Math.round(worst)}: “${words(element.textContent)}”`,
              );
              break;
            }
          }
          if (style.position === "absolute" || style.position === "fixed") free = true;
        }
        if (!scrolled && (place.right > innerWidth + TOLERANCE || place.left < -TOLERANCE))
          lines.push(`outside of the window: “${words(element.textContent)}”`);
      }
    }
    return lines;
  };

  // A word that goes on in the next line without a hyphen. Where hyphenation is on nobody can tell.
  const broken = (found) => {
    const lines = [];
    for (const { node, element, places } of found) {
      if (places.length < 2 || getComputedStyle(element).hyphens === "auto") continue;
      for (const { 0: word, index } of node.data.matchAll(/(?<!\S*\/\S*)[\p{L}\p{M}\d]{2,}/gu)) {
        // Addresses end where the line ends.
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        if (new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size > 1)
          lines.push(`broken in the middle: “${word}” in ${name(element)}`);
      }
    }
    return lines;
  };

  // Two texts in the same place.
  const over = (found) => {
    const hearts = found
      .flatMap(({ node, places }) =>
        places.map((place) => {
          const rim = (place.height * (1 - HEART)) / 2;
          return {
            node, left: place.left + 1, right: place.right - 1,
            top: place.top + rim, bottom: place.bottom - rim,
          };
        }),
      )
      .sort((one, other) => one.top - other.top);
    const lines = [];
    hearts.forEach((one, place) => {
      for (let next = place + 1; next < hearts.length; next += 1) {
        const other = hearts[next];
        if (other.top >= one.bottom) break;
        if (one.node !== other.node && one.left < other.right && other.left < one.right)
          lines.push(`one over the other: “${words(one.node.data)}” and “${words(other.node.data)}”`);
      }
    });
    return lines;
  };

  const paints = (style) =>
    style.content !== "none" &&
    (style.backgroundImage !== "none" || !/^(transparent|rgba\(.*, 0\))$/.test(style.backgroundColor));
  // A card's link lies over the card and lets it be seen.
  const opaque = (element) =>
    element.matches("img, video, canvas, iframe, input, select, textarea, button") ||
    [null, "::before", "::after"].some((part) => paints(getComputedStyle(element, part)));

  // Nothing may lie on the middle of a text but what lets it be seen. A screen at a time.
  const covered = (found) => {
    const lines = [];
    const spots = found.map(({ element, places: [place] }) => ({
      element,
      x: place.left + Math.min(place.width / 2, innerWidth / 2),
      y: (place.top + place.bottom) / 2 + scrollY,
    }));
    for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
      scrollTo({ top, behavior: "instant" });
      for (const { element, x, y } of spots) {
        if (y < scrollY || y >= scrollY + innerHeight || x < 0 || x >= innerWidth) continue;
        if (y < top) continue; // the last screen shows part of the one before again
        for (const there of document.elementsFromPoint(x, y - scrollY)) {
          if (element.contains(there) || there.contains(element)) break;
          if (!opaque(there)) continue;
          lines.push(`under ${name(there)}: “${words(element.textContent)}”`);
          break;
        }
      }
    }
    scrollTo({ top: 0, behavior: "instant" });
    return lines;
  };

  window.looks = (selector) => {
    const root = document.querySelector(selector);
    const found = texts(root)
      .map((text) => ({ ...text, places: rectangles(text.node) }))
      .filter(({ places }) => places.length);
    const sideways = document.documentElement.scrollWidth - innerWidth;
    return {
      texts: found.length,
      lines: [
        ...(sideways > 0 ? [`the document scrolls sideways by ${sideways}`] : []),
        ...new Set([cut(root), ...[outside, broken, over, covered].map((test) => test(found))].flat()),
      ],
    };
  };

  // Mark the elements that show a letter in a face for the first time. `seen`: "face letter" known.
  window.marks = (selector, attribute, seen) => {
    const known = new Set(seen);
    const root = document.querySelector(selector);
    const found = texts(root).map(({ node, element }) => ({ element, text: node.data }));
    for (const field of root.querySelectorAll("input[placeholder]"))
      if (shown(field)) found.push({ element: field, text: field.placeholder });
    // Long texts first: a few of them hold nearly all letters.
    found.sort((one, other) => other.text.length - one.text.length);
    for (const { element, text } of found) {
      const style = getComputedStyle(element);
      const tag = element.closest("[lang]")?.lang ?? "";
      const face = [tag, style.fontFamily, style.fontStyle, style.fontWeight].join("|");
      const cased =
        style.textTransform === "uppercase" ? text.toLocaleUpperCase(tag || undefined) : text;
      for (const letter of new Set(cased)) {
        const key = `${face}|${letter}`;
        if (known.has(key)) continue;
        known.add(key);
        if (letter.trim()) element.setAttribute(attribute, "");
      }
    }
    return [...known];
  };
})();

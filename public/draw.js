// Draws a chart's command buffer on a 2D canvas context. The format is described in
// chart/src/commands.rs; a test there keeps the codes below equal to its table.
// `strings` is the string table, with a line feed between entries. Words (32-bit floats) and the
// pixels of a raster are read where they lie in the memory of the module: byte offset and number
// of each; `blitAt` is the index of the blit that ends a picture, 0 without one. Coordinates are device pixels: the caller sizes the canvas and sets no transform.
"use strict";

function suiseiDraw(ctx, strings, memory, wordsAt, wordCount, blitAt, pixelsAt, pixelCount) {
  const words = new Float32Array(memory.buffer, wordsAt, wordCount);
  const table = strings.split("\n");
  const aligns = ["left", "center", "right"];
  const end = words.length;
  const turn = 2 * Math.PI;
  let i = suiseiUnchanged(ctx, words, strings, blitAt);

  const colour = () => {
    const rgb = words[i] * 65536 + words[i + 1] * 256 + words[i + 2];
    const alpha = Math.round(words[i + 3] * 255);
    i += 4;
    return "#" + (rgb * 256 + alpha).toString(16).padStart(8, "0");
  };

  while (i < end) {
    switch (words[i++]) {
      case 0: // clear
        ctx.setTransform(1, 0, 0, 1, 0, 0);
        ctx.clearRect(0, 0, words[i], words[i + 1]);
        ctx.textBaseline = "alphabetic";
        i += 2;
        break;
      case 1: // stroke
        ctx.strokeStyle = colour();
        break;
      case 2: // fill
        ctx.fillStyle = colour();
        break;
      case 3: // pen
        ctx.lineWidth = words[i];
        ctx.lineJoin = words[i + 1] ? "bevel" : "round";
        i += 2;
        break;
      case 4: // dash
        ctx.setLineDash(Array.from(words.subarray(i + 1, i + 1 + words[i])));
        ctx.lineCap = words[i] ? "butt" : "round";
        i += 1 + words[i];
        break;
      case 5: // clip
        ctx.save();
        ctx.beginPath();
        ctx.rect(words[i], words[i + 1], words[i + 2], words[i + 3]);
        ctx.clip();
        i += 4;
        break;
      case 6: // restore
        ctx.restore();
        break;
      case 7: // path
        ctx.beginPath();
        for (let runs = words[i++]; runs > 0; runs--) {
          const stop = i + 1 + 2 * words[i];
          ctx.moveTo(words[i + 1], words[i + 2]);
          for (i += 3; i < stop; i += 2) ctx.lineTo(words[i], words[i + 1]);
        }
        ctx.stroke();
        break;
      case 8: // rect
        ctx.beginPath();
        if (words[i + 4] > 0) {
          ctx.roundRect(words[i], words[i + 1], words[i + 2], words[i + 3], words[i + 4]);
        } else {
          ctx.rect(words[i], words[i + 1], words[i + 2], words[i + 3]);
        }
        ctx.fill();
        i += 5;
        break;
      case 9: // dots
        ctx.beginPath();
        for (let radius = words[i], stop = i + 2 + 2 * words[i + 1], at = i + 2; at < stop; at += 2) {
          ctx.moveTo(words[at] + radius, words[at + 1]);
          ctx.arc(words[at], words[at + 1], radius, 0, turn);
        }
        ctx.fill();
        i += 2 + 2 * words[i + 1];
        break;
      case 10: // font
        ctx.font = words[i + 1] + " " + words[i] + "px " + table[words[i + 2]];
        i += 3;
        break;
      case 11: // text
        ctx.textAlign = aligns[words[i]];
        ctx.fillText(table[words[i + 3]], words[i + 1], words[i + 2]);
        i += 4;
        break;
      case 12: // area
        ctx.beginPath();
        for (let runs = words[i++]; runs > 0; runs--) {
          const stop = i + 1 + 2 * words[i];
          ctx.moveTo(words[i + 1], words[i + 2]);
          for (i += 3; i < stop; i += 2) ctx.lineTo(words[i], words[i + 1]);
          ctx.closePath();
        }
        ctx.fill();
        break;
      case 13: // blit
        ctx.putImageData(
          new ImageData(
            new Uint8ClampedArray(memory.buffer, pixelsAt, 4 * pixelCount),
            words[i + 2],
            words[i + 3],
          ),
          words[i],
          words[i + 1],
        );
        i += 4;
        break;
      default:
        throw new Error("unknown drawing command before word `" + i + "`");
    }
  }
}

// Where to begin: at the blit, the last command of its picture, when all before it is on the canvas
// already, as it is when values change and labels do not. A blit covers all that it replaces.
function suiseiUnchanged(ctx, words, strings, blitAt) {
  const last = ctx.suiseiLast;
  ctx.suiseiLast = null;
  if (blitAt === 0) return 0;
  const head = words.subarray(0, blitAt);
  if (
    last !== null &&
    last !== undefined &&
    last.strings === strings &&
    last.head.length === head.length &&
    last.head.every((word, i) => word === head[i])
  ) {
    ctx.suiseiLast = last;
    return blitAt;
  }
  ctx.suiseiLast = { head: head.slice(), strings };
  return 0;
}

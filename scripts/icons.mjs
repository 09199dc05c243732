// Draws the icons of the Teams app: a shield with an eye, for a watchman. PNG by hand, so no image library is needed.
// color.png 192 x 192 on a full background; outline.png 32 x 32, white on transparent, as Teams asks.
// https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'manifest');
const white = [255, 255, 255];
const night = [24, 37, 71];
const dusk = [44, 71, 130];
const lamp = [255, 191, 71];
const shield = outlineOfShield();

writeFileSync(join(folder, 'color.png'), png(192, colorAt));
writeFileSync(join(folder, 'outline.png'), png(32, outlineAt));

/** Both icons are drawn on a square from -1 to 1, y downwards; each function gives [red, green, blue, alpha 0..1]. */
function colorAt(x, y) {
  const [sx, sy] = [x / 0.62, (y + 0.01) / 0.62];
  const rim = shieldDistance(sx, sy);
  if (rim > 0) return [...mix(dusk, night, (x + y + 2) / 4), 1];
  if (rim > -0.09) return [...white, 1];
  const eye = eyeDistance(sx, sy + 0.12);
  if (Math.hypot(sx, sy + 0.12) < 0.13) return [...night, 1];
  if (Math.hypot(sx, sy + 0.12) < 0.27 && eye < 0) return [...lamp, 1];
  if (eye < 0) return [...white, 1];
  return [...mix(dusk, [70, 104, 178], 0.5 - sy / 2), 1];
}

function outlineAt(x, y) {
  const [sx, sy] = [x / 0.9, (y + 0.02) / 0.9];
  const edge = shieldDistance(sx, sy);
  const rim = edge < 0 && edge > -0.15;
  const eye = Math.abs(eyeDistance(sx, sy + 0.1) + 0.05) < 0.055;
  const pupil = Math.hypot(sx, sy + 0.1) < 0.14;
  return [...white, rim || eye || pupil ? 1 : 0];
}

/** Below 0 inside: a heraldic shield, as the distance to its outline. */
function shieldDistance(x, y) {
  let nearest = Infinity;
  let inside = false;
  for (let i = 0, j = shield.length - 1; i < shield.length; j = i, i += 1) {
    const [[ax, ay], [bx, by]] = [shield[i], shield[j]];
    const along = Math.min(
      1,
      Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)),
    );
    nearest = Math.min(nearest, Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)));
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside ? -nearest : nearest;
}

/** Below 0 inside: an eye is where two circles overlap. */
function eyeDistance(x, y) {
  const [radius, offset] = [0.72, 0.42];
  return Math.max(Math.hypot(x, y - offset), Math.hypot(x, y + offset)) - radius;
}

/** Right half from the middle of the top to the point at the bottom; the left half mirrors it. */
function outlineOfShield() {
  const right = [];
  // The top edge dips from its middle to the corners' height and rises again, as on a coat of arms.
  for (let step = 0; step <= 10; step += 1) {
    const t = step / 10;
    right.push([0.84 * t, -0.98 + 0.2 * Math.sin((Math.PI / 2) * t)]);
  }
  for (let step = 1; step <= 20; step += 1) {
    const t = step / 20;
    right.push([0.84 * (1 - Math.max(0, (t - 0.2) / 0.8) ** 2.1), -0.78 + 1.78 * t]);
  }
  const left = right.slice(1, -1).map(([x, y]) => [-x, y]);
  return [...right, ...left.reverse()];
}

function mix(from, to, share) {
  const at = Math.min(1, Math.max(0, share));
  return from.map((value, index) => Math.round(value + (to[index] - value) * at));
}

/** Every pixel is the mean of 4 x 4 samples, so that edges are smooth. */
function png(size, at) {
  const samples = 4;
  const rows = Buffer.alloc((size * 4 + 1) * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const sum = [0, 0, 0, 0];
      for (let sample = 0; sample < samples * samples; sample += 1) {
        const x = ((column + ((sample % samples) + 0.5) / samples) / size) * 2 - 1;
        const y = ((row + (Math.floor(sample / samples) + 0.5) / samples) / size) * 2 - 1;
        const [red, green, blue, alpha] = at(x, y);
        [red * alpha, green * alpha, blue * alpha, alpha].forEach((value, index) => (sum[index] += value));
      }
      const alpha = sum[3] / (samples * samples);
      const color = sum[3] === 0 ? white : sum.slice(0, 3).map((value) => Math.round(value / sum[3]));
      rows.set([...color, Math.round(alpha * 255)], row * (size * 4 + 1) + 1 + column * 4);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6], 8); // eight bits each of red, green, blue and alpha
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, content) {
  const typed = Buffer.concat([Buffer.from(type), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}

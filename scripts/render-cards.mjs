// Draws every golden card as a picture, to look at: build/cards/<card>.<state>.<theme>.<width>.png
// Needs a Chromium: CHROMIUM=/path/to/chromium node scripts/render-cards.mjs [part of a name …]
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const golden = join(root, 'test/views/golden');
const out = join(root, 'build/cards');
const wanted = process.argv.slice(2);
const widths = [400, 800];

// As Teams shows cards: colours of its light and dark themes, its sizes and spacings.
const themes = {
  light: {
    page: '#f5f5f5',
    card: '#ffffff',
    text: '#242424',
    subtle: '#616161',
    line: '#e0e0e0',
    button: '#ffffff',
    accent: '#5b5fc7',
    good: '#237b4b',
    warning: '#835c00',
    attention: '#c4314b',
    back: { emphasis: '#f5f5f5', accent: '#e8ebfa', good: '#e7f2da', warning: '#fbf6d9', attention: '#fcf4f6' },
  },
  dark: {
    page: '#1f1f1f',
    card: '#292929',
    text: '#ffffff',
    subtle: '#adadad',
    line: '#3d3d3d',
    button: '#292929',
    accent: '#9299f7',
    good: '#92c353',
    warning: '#f8d22a',
    attention: '#f1707b',
    back: { emphasis: '#1f1f1f', accent: '#2f2f4a', good: '#13351b', warning: '#463100', attention: '#3b1519' },
  },
};

function hostConfig(theme) {
  const colour = (value, subtle = value) => ({ default: value, subtle });
  const foregroundColors = {
    default: colour(theme.text, theme.subtle),
    dark: colour(theme.text, theme.subtle),
    light: colour(theme.card),
    accent: colour(theme.accent),
    good: colour(theme.good),
    warning: colour(theme.warning),
    attention: colour(theme.attention),
  };
  const style = (backgroundColor) => ({ backgroundColor, foregroundColors, borderColor: theme.line });
  return {
    fontFamily: "'Segoe UI', 'Open Sans', 'Noto Sans', Arial, 'Liberation Sans', sans-serif",
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: theme.line },
    supportsInteractivity: true,
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 200, default: 400, bolder: 600 },
    containerStyles: {
      default: style(theme.card),
      ...Object.fromEntries(Object.entries(theme.back).map(([name, colours]) => [name, style(colours)])),
    },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
    },
    table: { cellSpacing: 4 },
    adaptiveCard: { allowCustomStyle: true },
  };
}

function page(theme, width) {
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; padding: 12px; background: ${theme.page}; width: ${width - 24}px; }
    #card { border: 1px solid ${theme.line}; border-radius: 6px; background: ${theme.card}; overflow: hidden;
      font-family: 'Segoe UI', 'Open Sans', 'Noto Sans', Arial, 'Liberation Sans', sans-serif; }
    .ac-pushButton { font: 600 14px 'Segoe UI', 'Open Sans', Arial, 'Liberation Sans', sans-serif; padding: 5px 12px; border-radius: 4px;
      border: 1px solid ${theme.line}; background: ${theme.button}; color: ${theme.text}; }
    .ac-pushButton.style-positive { background: ${theme.accent}; color: ${theme.card}; border-color: ${theme.accent}; }
    .ac-pushButton.style-destructive { color: ${theme.attention}; border-color: ${theme.attention}; }
    .ac-input { border: 1px solid ${theme.line}; border-radius: 4px; padding: 6px 8px; background: ${theme.page};
      color: ${theme.text}; font: 14px inherit; width: 100%; box-sizing: border-box; }
  </style><div id="card"></div>`;
}

const names = readdirSync(golden)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace(/\.json$/, ''))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
mkdirSync(out, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  for (const [themeName, theme] of Object.entries(themes)) {
    for (const width of widths) {
      const tab = await browser.newPage({ viewport: { width, height: 400 } });
      await tab.setContent(page(theme, width));
      await tab.addScriptTag({ path: join(root, 'node_modules/adaptivecards/dist/adaptivecards.min.js') });
      await tab.addScriptTag({ path: join(root, 'node_modules/markdown-it/dist/browser/markdown-it.umd.min.js') });
      for (const name of names) {
        const card = JSON.parse(readFileSync(join(golden, `${name}.json`), 'utf8'));
        await tab.evaluate(draw, { card, host: hostConfig(theme) });
        await tab.screenshot({ path: join(out, `${name}.${themeName}.${width}.png`), fullPage: true });
      }
      await tab.close();
    }
  }
} finally {
  await browser.close();
}
console.log(
  `${names.length} cards, ${names.length * Object.keys(themes).length * widths.length} pictures in build/cards`,
);

// Runs in the page.
function draw({ card, host }) {
  const { AdaptiveCards, markdownit } = globalThis;
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdownit().render(text);
    result.didProcess = true;
  };
  const adaptive = new AdaptiveCards.AdaptiveCard();
  adaptive.hostConfig = new AdaptiveCards.HostConfig(host);
  adaptive.parse(card);
  document.getElementById('card').replaceChildren(adaptive.render());
}

/**
 * The oldest browser everything must run in, as Vite and browserslist name it. Chromium 109 of January 2023 is the last
 * for Windows 7 and what the domestic desktop browsers (信创) and the WebViews of phones still in service build on or
 * are past. `npm run check:browsers` reads the built files against it; `public/browser-check.js` turns away what is older.
 */
export const oldestChrome = 109

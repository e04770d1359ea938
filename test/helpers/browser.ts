import type { Browser } from "playwright-core";
import { afterAll, type TestContext } from "vitest";
import { type BrowserOptions, launchBrowser } from "./launch-browser.ts";

/**
 * One browser for a test file: started by the first test that asks, closed after the last.
 *
 * @returns Hands a test the browser. Where none starts, the test is skipped with the reason, or
 * fails with it if `VITRINE_REQUIRE_BROWSER=1`.
 */
export function useBrowser(
  options: BrowserOptions = {},
): (context: Pick<TestContext, "skip">) => Promise<Browser> {
  let launch: Promise<Browser | string> | undefined;
  afterAll(async () => {
    const browser = await launch;
    if (typeof browser === "object") await browser.close();
  });
  return async (context) => {
    const browser = await (launch ??= launchBrowser(options));
    if (typeof browser === "object") return browser;
    if (process.env.VITRINE_REQUIRE_BROWSER === "1") throw new Error(browser);
    return context.skip(browser);
  };
}

import { MONO } from "../view/svg.ts";

/** The looks of pictures, of what lies over them, and of tables. */
export const figureStyle: string = `
.views{display:grid;gap:28px 22px;grid-template-columns:repeat(auto-fill,minmax(min(100%,284px),1fr))}
.view{grid-column:1/-1;display:flex;flex-wrap:wrap;align-items:flex-start;align-content:flex-start;gap:8px 12px;min-width:0}
.views:has(.view-layer-head~.view-layer-head) .view-layer-head{grid-column:auto}
.view>*{flex:0 0 100%;min-width:0}
.view figcaption p{color:var(--muted);font-size:13px;line-height:20px;max-width:72ch}
.view figcaption .chosen{color:var(--ink);font-weight:600}
.view svg,.legend svg{display:block;overflow:visible}
.picture svg{max-width:none}
.scroll{position:relative;overflow-x:auto;overflow-y:hidden;padding:3px;margin:-3px;--shade:color-mix(in srgb,var(--ink) 20%,transparent);background:linear-gradient(to right,var(--ground) 40%,transparent) 0 0/32px 100%,linear-gradient(to left,var(--ground) 40%,transparent) 100% 0/32px 100%,linear-gradient(to right,var(--shade),transparent) 0 0/9px 100%,linear-gradient(to left,var(--shade),transparent) 100% 0/9px 100%;background-repeat:no-repeat;background-attachment:local,local,scroll,scroll}
.scroll.fits{background:none}
.strip{position:relative;font:14px/36px ${MONO};max-width:110ch}
.strip span[data-key]{padding:4px 3px;border-radius:4px;margin-right:1px;white-space:pre-wrap;box-decoration-break:clone;-webkit-box-decoration-break:clone}
.strip .special{outline:1px solid var(--muted);outline-offset:-1px}
.strip .lowers{box-shadow:inset 0 -2px var(--negative)}
.subject .strip{font-size:19px;line-height:44px}
.subject .strip span[data-key]{padding:6px 4px;border-radius:5px}
.subject.long .strip{font-size:14px;line-height:34px;max-width:none;max-height:346px;overflow-y:auto;padding:3px;margin:-3px}
.subject.long .strip span[data-key]{padding:4px 3px;border-radius:4px}
.subject figcaption{padding-top:4px}
.next{white-space:nowrap;border:1.5px dashed var(--accent);border-radius:6px;padding:4px 9px;margin-left:6px;color:var(--accent)}
.next b{font-weight:650}
.next small{font:13px/20px system-ui,sans-serif;color:var(--muted);margin-left:4px}
.cursor,.pin{position:absolute;pointer-events:none;border-radius:4px;border:2px solid var(--accent)}
.cursor{border-color:var(--ink);box-shadow:0 0 0 1.5px var(--ground)}
.pin{box-shadow:0 0 0 1.5px var(--ground),inset 0 0 0 1px var(--ground)}
.kept{display:flex;align-items:center;gap:10px;font-size:13px;line-height:20px;color:var(--ink);border-left:3px solid var(--accent);padding-left:10px}
.kept button{min-height:24px;min-width:24px;padding:0;border-color:transparent;font-size:16px}
.tip{position:fixed;left:0;top:0;z-index:4;max-width:min(420px,90vw);padding:5px 10px;border-radius:7px;background:var(--ink);color:var(--ground);font-size:13px;line-height:19px;pointer-events:none;visibility:hidden}
.tip.shown{visibility:visible}
.view>.numbers{flex:1 1 auto;width:auto}
.view>.numbers[open]{flex-basis:100%}
.numbers>summary{cursor:pointer;color:var(--accent);font-size:13px;line-height:20px;width:fit-content;padding:3px 0}
.listed{max-height:380px;overflow:auto;margin-top:6px}
.unlisted{font-size:13px;color:var(--muted)}
.view>.saving{flex:0 0 auto;display:flex;margin-left:auto}
.saving button{border-color:transparent;background:none;color:var(--muted);font-size:12px;min-height:26px;padding:3px 6px}
.saving button::before{content:"↓ ";color:var(--control)}
.saving button:hover{border-color:var(--control)}
table{border-collapse:separate;border-spacing:0;font-size:12.5px;line-height:18px}
th,td{text-align:right;padding:3px 16px 3px 0;border-bottom:1px solid var(--rule);white-space:nowrap}
td:only-child{white-space:normal;max-width:70ch}
th{color:var(--muted);font-weight:600;position:sticky;top:0;background:var(--ground)}
td{font-variant-numeric:tabular-nums;font-family:${MONO};font-size:12px}
table .t{text-align:left}
th button{border:0;background:none;color:inherit;font-weight:inherit;font-size:inherit;padding:2px 0;min-height:24px}
th[aria-sort=ascending] button::after{content:" ↑"}
th[aria-sort=descending] button::after{content:" ↓"}
`;

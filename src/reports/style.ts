import { MONO, SANS, svgStyle } from "../view/svg.ts";
import { darkTheme, lightTheme, themeVariables } from "../view/theme.ts";
import { figureStyle } from "./figure-style.ts";

const LIGHT = `${themeVariables(lightTheme)};--canvas:#f4f5f8;--wash:#f8f9fb;--control:#8b93a1;--focus:#2563eb;--good:#0f6b45;--warn:#8a5200;--bad:#b42318`;
const DARK = `${themeVariables(darkTheme)};--canvas:#080b0f;--wash:#151a21;--control:#6b7686;--focus:#93c5fd;--good:#6fd3a6;--warn:#f5b95f;--bad:#fda29b`;

/** Every colour once, with what it is on either ground. */
function bothGrounds(): string {
  const dark = DARK.split(";").map((line) => line.split(":")[1]);
  return LIGHT.split(";")
    .map((line, i) => {
      const [name, light] = line.split(":");
      return light === dark[i] ? line : `${name}:light-dark(${light},${dark[i]})`;
    })
    .join(";");
}

const SHELL = `
*{box-sizing:border-box}
[hidden]{display:none!important}
html{scroll-padding-top:16px}
body{--page:1440px;margin:0;background:var(--canvas);color:var(--ink);font:15px/23px ${SANS};overflow-wrap:anywhere;-webkit-text-size-adjust:100%}
p,h1,h2,h3,h4,ol,ul,dl,dd,figure,pre{margin:0;padding:0}
ol,ul{list-style:none}
h1{font-size:30px;line-height:38px;font-weight:650;letter-spacing:-.015em;text-wrap:balance}
h2{font-size:20px;line-height:28px;font-weight:650;letter-spacing:-.01em}
h3{font-size:19px;line-height:26px;font-weight:650;letter-spacing:-.01em;text-wrap:balance}
h4{font-size:13px;line-height:20px;font-weight:600}
a{color:var(--accent);text-underline-offset:2px}
code,pre,kbd{font:12.5px/20px ${MONO}}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:4px}
:target:focus-visible,section:focus-visible{outline:none}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999px;top:8px;padding:8px 12px;background:var(--ground);z-index:3}
.skip:focus{left:8px}
.page,footer{max-width:var(--page);margin:0 auto;padding:0 32px}
.masthead{background:var(--ground);border-bottom:1px solid var(--rule);padding:0}
.masthead>*{max-width:var(--page);margin-left:auto;margin-right:auto;padding-left:32px;padding-right:32px}
.bar{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:12px 24px;min-height:64px;padding-top:12px;padding-bottom:12px}
.brand{font-weight:700;letter-spacing:-.01em;display:flex;align-items:center;gap:9px}
.brand::before{content:"";width:16px;height:16px;border-radius:4px;background:conic-gradient(from 90deg,var(--probability4) 25%,var(--probability9) 0 50%,var(--probability16) 0 75%,var(--accent) 0)}
.controls{display:flex;flex-wrap:wrap;gap:8px 12px}
.masthead h1{padding-top:12px}
.subject{padding-top:18px}
p.subject{font-size:19px;line-height:30px}
p.subject+p.subject{padding-top:2px}
p.subject small{font-size:13px;color:var(--muted);margin-right:6px}
.facts{display:flex;flex-wrap:wrap;gap:6px 28px;padding-top:20px;padding-bottom:24px;font-size:13px;line-height:20px}
.facts div{display:flex;gap:7px}
.facts dt{color:var(--muted)}
.facts dd{font-weight:600}
.page{display:grid;grid-template-columns:minmax(0,1fr);gap:32px;padding-top:28px;padding-bottom:16px}
.contents h2{font-size:13px;line-height:20px;letter-spacing:0;color:var(--muted);font-weight:600;margin-bottom:6px}
.contents ol{display:flex;gap:6px;overflow-x:auto;padding:3px;margin:-3px}
.contents a{display:block;white-space:nowrap;font-size:13px;line-height:18px;padding:5px 12px;color:var(--ink);text-decoration:none;background:var(--ground);border:1px solid var(--rule);border-radius:16px}
.contents a:hover{color:var(--accent);border-color:var(--accent)}
main{display:grid;gap:20px;min-width:0}
main>h2{margin-top:16px}
#found{display:grid;gap:16px}
.findings{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(100%,290px),1fr));counter-reset:finding}
.findings li{counter-increment:finding;display:grid;grid-template-columns:auto 1fr;grid-template-rows:1fr auto auto;gap:10px 14px;background:var(--ground);border:1px solid var(--rule);border-radius:12px;padding:20px 22px}
.findings li::before{content:counter(finding);grid-row:1/4;font-size:15px;line-height:26px;font-weight:650;color:var(--accent);font-variant-numeric:tabular-nums}
.said{font-size:17px;line-height:26px;font-weight:500;max-width:60ch}
.strength{font-size:13px;line-height:20px;font-weight:600;color:var(--muted)}
.checked .strength{color:var(--good)}
.weak .strength{color:var(--warn)}
.failed .strength{color:var(--bad)}
.check{color:var(--muted);font-size:13px;line-height:20px;max-width:72ch;margin-top:-6px}
.warning{color:var(--bad);font-size:13px;line-height:20px}
.panels{display:grid;gap:20px}
.panel{background:var(--ground);border:1px solid var(--rule);border-radius:12px;padding:24px 26px;min-width:0;container-type:inline-size;display:flex;flex-direction:column;gap:18px}
.head{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:flex-end;gap:12px 24px}
.eyebrow{font-size:13px;line-height:20px;color:var(--muted)}
.content{display:grid;align-items:start;gap:22px;grid-template-columns:minmax(0,1fr)}
.notes{display:grid;gap:16px 32px;grid-template-columns:repeat(auto-fit,minmax(min(100%,230px),1fr));border-top:1px solid var(--rule);padding-top:18px;font-size:13px;line-height:20px;color:var(--muted)}
.notes h4{color:var(--ink);margin-bottom:3px}
.notes p{max-width:60ch}
.notes dl{display:grid;grid-template-columns:auto minmax(min-content,1fr);gap:0 14px;overflow-wrap:normal}
.notes dd{color:var(--ink);font-variant-numeric:tabular-nums}
.notes dl+p{margin-top:6px}
@container (min-width:820px){.compact>.content{grid-template-columns:minmax(0,760px) minmax(230px,1fr);gap:40px}.compact .notes{grid-template-columns:minmax(0,1fr);align-content:start;border-top:0;padding-top:0;border-left:1px solid var(--rule);padding-left:28px}}
.command{display:grid;gap:4px 16px;grid-template-columns:minmax(0,1fr) auto;align-items:center;background:var(--wash);border:1px solid var(--rule);border-radius:8px;padding:10px 12px 10px 14px}
.command p{grid-column:1/-1;font-size:12px;line-height:18px;color:var(--muted)}
.command pre{white-space:pre-wrap}
.actions{display:flex;flex-wrap:wrap;gap:8px}
@container (max-width:560px){.command{grid-template-columns:minmax(0,1fr)}}
button,select{font:inherit;font-size:13px;line-height:18px;color:var(--ink);background:var(--ground);border:1px solid var(--control);border-radius:7px;min-height:30px;padding:4px 11px}
select{padding:4px 6px;max-width:100%}
button{cursor:pointer}
button:hover,select:hover{border-color:var(--accent);color:var(--accent)}
.segmented{display:inline-flex}
.segmented button{border-radius:0;margin-left:-1px}
.segmented button:first-child{border-radius:7px 0 0 7px;margin-left:0}
.segmented button:last-child{border-radius:0 7px 7px 0}
.segmented [aria-pressed=true]{background:var(--accent);border-color:var(--accent);color:var(--ground)}
.choices{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center}
.choices:empty{display:none}
.chooser{display:inline-flex;align-items:center;gap:7px;font-size:13px;line-height:18px;color:var(--muted)}
.slice{display:inline-flex;gap:4px}
.slice button{padding:4px 9px}
footer{padding-top:12px;padding-bottom:40px;color:var(--muted);font-size:13px;line-height:20px;display:grid;gap:8px}
.keys summary{cursor:pointer;width:fit-content;min-height:24px}
.keys kbd{display:inline-block;min-width:5em;color:var(--ink)}
`;

const WIDTHS = `
@media (min-width:1100px){.page.several{grid-template-columns:210px minmax(0,1fr);gap:44px}.contents{position:sticky;top:24px;align-self:start;max-height:calc(100vh - 48px);overflow-y:auto}.contents ol{flex-direction:column;gap:1px;overflow:visible}.contents a{white-space:normal;background:none;border:0;border-left:2px solid var(--rule);border-radius:0;padding:5px 0 5px 12px;color:var(--muted)}.contents a[aria-current]{color:var(--accent);border-left-color:var(--accent);font-weight:600}}
@media (min-width:1720px){body{--page:2520px}.several .panels{display:block;columns:2;column-gap:24px}.several .panel{break-inside:avoid;margin-bottom:24px}}
@media (max-width:640px){.masthead>*,.page,footer{padding-left:14px;padding-right:14px}h1{font-size:24px;line-height:31px}.panel,.findings li{padding:16px;border-radius:10px}.facts{gap:4px 18px}.bar{min-height:0}}
@media (prefers-reduced-motion:no-preference){button,select,.contents a{transition:border-color .12s,color .12s}}
@media (forced-colors:active){.picture svg,.legend svg,.strip span{forced-color-adjust:none;background:var(--ground)}.segmented [aria-pressed=true]{forced-color-adjust:none;background:SelectedItem;color:SelectedItemText}.cursor,.pin{border-color:Highlight}}
`;

/** Plain blocks, one under the other: what else there is does not break over pages well. */
const PAPER = `
@page{margin:14mm}
@media print{:root,:root[data-theme]{color-scheme:light;--canvas:#fff}
body{font-size:14px;line-height:21px;background:#fff}
.bar,.contents,.choices,.saving,.actions,.keys,.skip,.cursor,.pin,.tip,.numbers:not([open]){display:none!important}
main,.page,.page.several,.panels,.several .panels,.panel,.content,.compact>.content,.views,.view,#found,.findings{display:block;columns:auto;container-type:normal}
.masthead>*,.page,footer{padding-left:0;padding-right:0;max-width:none}
.page{padding-top:12px}
h1{font-size:24px;line-height:31px}
h2{margin:18px 0 10px}
h3{font-size:17px;line-height:24px}
h2,h3,.head,figcaption{break-after:avoid}
footer{padding:8px 0 0}
.findings li,figure,.notes,.command,.head{break-inside:avoid}
.findings li{margin-bottom:10px;padding:12px 16px;border-color:#c9ced6}
.findings li::before{line-height:24px}
.said{font-size:15px;line-height:22px}
.panel{border:0;border-top:1px solid #c9ced6;border-radius:0;padding:16px 0 14px}
.view{margin:10px 0 14px}
.views:has(.view-layer-head~.view-layer-head){display:flex;flex-wrap:wrap;gap:0 24px}
.views:has(.view-layer-head~.view-layer-head) .view-layer-head{flex:0 0 calc(50% - 12px)}
.notes,.compact .notes{display:grid;grid-template-columns:1fr 1fr 1fr;border:0;border-top:1px solid #e2e5ea;padding:10px 0;margin-top:6px;font-size:12px;line-height:17px}
.scroll,.subject.long .strip{overflow:visible!important;max-height:none!important;background:none}
.picture svg{max-width:100%;height:auto}
}
`;

/** Everything about the looks of a report: two grounds, paper, and room from a phone to a wall. */
export const reportStyle: string = [
  `:root{color-scheme:light dark;${bothGrounds()}}`,
  `:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}`,
  // Browsers from before 2024 show the light ground only.
  `@supports not (color:light-dark(#000,#000)){:root{color-scheme:light;${LIGHT}}}`,
  SHELL,
  figureStyle,
  WIDTHS,
  PAPER,
  svgStyle,
]
  .join("\n")
  .replace(/\n+/g, "\n")
  .trim();

import { darkTheme, lightTheme, themeVariables } from "../view/theme.ts";
import { SANS, MONO, svgStyle } from "../view/svg.ts";

const LIGHT = `${themeVariables(lightTheme)};--canvas:#f5f6f8;--control:#8b93a1;--focus:#2563eb;--warn:#b42318`;
const DARK = `${themeVariables(darkTheme)};--canvas:#090c10;--control:#6b7686;--focus:#93c5fd;--warn:#fda29b`;

/** Everything about the looks of a report: two grounds, and room from a phone to a wall. */
export const reportStyle: string = `
:root{color-scheme:light;${LIGHT}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${DARK}}}
:root[data-theme=dark]{color-scheme:dark;${DARK}}
*{box-sizing:border-box}
body{margin:0;background:var(--canvas);color:var(--ink);font:14px/20px ${SANS};overflow-wrap:anywhere}
main,header,footer{max-width:2400px;margin:0 auto;padding:0 16px}
header{padding-top:24px}
h1{font-size:24px;line-height:32px;margin:0 0 8px;max-width:72ch}
h2{font-size:18px;line-height:24px;margin:32px 0 12px}
h3{font-size:16px;line-height:22px;margin:0}
h4{font-size:13px;line-height:18px;font-weight:600;margin:0}
p{margin:0}
a{color:var(--accent)}
code,pre{font:12px/18px ${MONO}}
.facts{display:flex;flex-wrap:wrap;gap:4px 16px;color:var(--muted);font-size:13px;margin:0;padding:0;list-style:none}
.facts b{color:var(--ink);font-weight:600}
.bar{display:flex;flex-wrap:wrap;gap:8px;margin:12px 0 0}
button{font:inherit;color:var(--ink);background:var(--ground);border:1px solid var(--control);border-radius:6px;min-height:28px;padding:3px 10px;cursor:pointer}
button:hover{border-color:var(--accent);color:var(--accent)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.card{background:var(--ground);border:1px solid var(--rule);border-radius:8px;padding:16px;min-width:0}
.findings{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));margin:0;padding:0;list-style:none;counter-reset:finding}
.findings .card{display:flex;flex-direction:column;gap:10px}
.findings .said{font-size:17px;line-height:25px;max-width:60ch}
.findings .check{color:var(--muted);font-size:13px;padding-left:10px;border-left:3px solid var(--rule);max-width:72ch}
.results{columns:600px;column-gap:16px}
.results>.card{display:flex;flex-direction:column;gap:16px;margin-bottom:16px;break-inside:avoid}
.views{display:grid;gap:24px 16px;grid-template-columns:repeat(auto-fill,minmax(min(100%,290px),1fr))}
.view{grid-column:1/-1}
.view-layer-head{grid-column:auto}
.about{color:var(--muted);font-size:13px;max-width:72ch}
.warning{color:var(--warn);font-size:13px}
.view{margin:0;container-type:inline-size;display:flex;flex-direction:column;gap:10px}
.view figcaption p{color:var(--muted);font-size:13px;max-width:72ch}
.view svg{display:block;max-width:none;overflow:visible}
.legend svg{max-width:100%;height:auto}
.view svg [data-key]:hover,.view .pinned{stroke:var(--accent);stroke-width:2}
.view span.pinned{outline:2px solid var(--accent)}
.scroll{overflow-x:auto;padding:2px;--shade:color-mix(in srgb,var(--ink) 22%,transparent);background:linear-gradient(to right,var(--ground) 40%,transparent) 0 0/32px 100%,linear-gradient(to left,var(--ground) 40%,transparent) 100% 0/32px 100%,linear-gradient(to right,var(--shade),transparent) 0 0/10px 100%,linear-gradient(to left,var(--shade),transparent) 100% 0/10px 100%;background-repeat:no-repeat;background-attachment:local,local,scroll,scroll}
.wide{display:none}
@container (min-width:560px){.wide{display:block}.narrow{display:none}}
.strip{font:13px/32px ${MONO};max-width:96ch}
.strip span{padding:3px;border-radius:3px;margin-right:1px;cursor:default;white-space:pre-wrap}
.strip .lowers{box-shadow:inset 0 -2px var(--negative)}
.readout{font-size:13px;min-height:20px;color:var(--muted)}
.numbers>summary,.more>summary{cursor:pointer;color:var(--accent);font-size:13px;width:fit-content;min-height:24px;padding:2px 0}
.numbers .scroll{max-height:360px;overflow:auto;margin-top:8px}
table{border-collapse:collapse;font-size:12px;line-height:18px}
th,td{text-align:left;padding:2px 12px 2px 0;border-bottom:1px solid var(--rule);white-space:nowrap}
th{color:var(--muted);font-weight:600}
td{font-family:${MONO}}
.n{text-align:right;font-variant-numeric:tabular-nums}
.evidence{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;font-size:13px;margin:8px 0}
.evidence dt{color:var(--muted)}
.evidence dd{margin:0;font-family:${MONO};font-size:12px}
pre{margin:8px 0;padding:8px 10px;background:var(--canvas);border-radius:6px;white-space:pre-wrap}
footer{padding:32px 16px;color:var(--muted);font-size:13px}
@media (max-width:480px){main,header,footer{padding-left:8px;padding-right:8px}.card{padding:12px}h1{font-size:20px;line-height:27px}}
@media (prefers-reduced-motion:no-preference){button{transition:border-color .12s,color .12s}}
@media print{:root{color-scheme:light;${LIGHT}}body{background:#fff}.bar,button{display:none}.card{break-inside:avoid}.results{columns:1}}
${svgStyle}
`.trim();

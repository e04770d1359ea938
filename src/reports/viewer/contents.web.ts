/** Marks the entry of the contents whose section is being read. */
export function followReading(page: HTMLElement): void {
  const links = [...page.querySelectorAll<HTMLAnchorElement>(".contents a")];
  const sections = new Map(links.map((link) => [page.querySelector(link.hash), link] as const));
  const seen = new Set<Element>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) seen.add(target);
        else seen.delete(target);
      }
      const first = [...sections.keys()].find((section) => section !== null && seen.has(section));
      for (const [section, link] of sections) {
        if (section === first) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
    { rootMargin: "-15% 0px -60% 0px" },
  );
  for (const section of sections.keys()) if (section !== null) observer.observe(section);
}

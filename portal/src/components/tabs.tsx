interface Props {
  label: string;
  current: string;
  tabs: { name: string; label: string; href: string }[];
}

/** The sections of a page, each with an address of its own. */
export function Tabs({ label, current, tabs }: Props) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((it) => (
        <a key={it.name} href={it.href} aria-current={it.name === current ? 'page' : undefined}>
          {it.label}
        </a>
      ))}
    </nav>
  );
}

import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon';

export interface MenuItem {
  label: string;
  icon?: IconName;
  isDangerous?: boolean;
  act: () => void;
}

/** A button that opens a list of things to do; arrows walk through it, Escape closes it. */
export function Menu({ label, items }: { label: string; items: MenuItem[] }) {
  const [isOpen, setOpen] = useState(false);
  const [isUp, setUp] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();

  useLayoutEffect(() => {
    if (!isOpen) {
      return;
    }
    setUp(hasNoRoomBelow(root.current));
    root.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus({ preventScroll: true });
    const leave = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    addEventListener('pointerdown', leave);
    addEventListener('focusin', leave);
    return () => {
      removeEventListener('pointerdown', leave);
      removeEventListener('focusin', leave);
    };
  }, [isOpen]);

  function close() {
    setOpen(false);
    root.current?.querySelector<HTMLElement>('button')?.focus();
  }

  function walk(event: KeyboardEvent) {
    const entries = [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') {
      close();
    } else if (step !== undefined) {
      entries.at((at + step) % entries.length)?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its button and list are what is used
    <div class="menu" ref={root} onKeyDown={isOpen ? walk : undefined}>
      <button
        type="button"
        class="button quiet square"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-label={label}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="more" />
      </button>
      {isOpen && (
        <div
          id={id}
          class={isUp ? 'menu-list up' : 'menu-list'}
          role="menu"
          aria-label={label}
          tabIndex={-1}
        >
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              class={item.isDangerous ? 'menu-item danger' : 'menu-item'}
              onClick={() => {
                close();
                item.act();
              }}
            >
              {item.icon && <Icon name={item.icon} />}
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** Whether the list would leave the window below its button, and would not do so above it. */
function hasNoRoomBelow(root: HTMLElement | null): boolean {
  const button = root?.getBoundingClientRect();
  const height = root?.querySelector<HTMLElement>('[role=menu]')?.offsetHeight ?? 0;
  return button !== undefined && button.bottom + height > innerHeight && button.top > height;
}

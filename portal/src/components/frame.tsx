import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type Language, language, speak, t } from '../i18n';
import { linkTo, route } from '../state/route';
import { signOut, user } from '../state/session';
import { isOnline } from '../upload/network';
import { stopAll } from '../upload/queue';
import { DropZone, Unread } from './drop-zone';
import { Tray } from './tray';

/** What stands around every page: where one can go, who one is. */
export function Frame({ children }: { children: ComponentChildren }) {
  useArrival(route.value.join('/'));
  return (
    <>
      <button type="button" class="skip" onClick={toMain}>
        {t.value.skip}
      </button>
      <header class="top">
        <a class="brand" href={linkTo('projects')}>
          <Mark />
          <span>{t.value.appName}</span>
        </a>
        <nav aria-label={t.value.mainNavigation}>
          <Place to="projects">{t.value.projects}</Place>
          <Place to="uploads">{t.value.uploads}</Place>
          <Place to="providers">{t.value.providers}</Place>
          {user.value?.is_admin && <Place to="admin">{t.value.adminShort}</Place>}
        </nav>
        <div class="top-end">
          <span class="who">{user.value?.full_name}</span>
          <button type="button" class="button quiet" onClick={leave}>
            {t.value.signOut}
          </button>
        </div>
      </header>
      {!isOnline.value && (
        <p class="offline" role="status">
          {t.value.offline}
        </p>
      )}
      <main id="main" tabIndex={-1}>
        <Unread />
        {children}
      </main>
      <footer class="foot">
        <a href="/docs">{t.value.howToBegin}</a>
        <LanguageChoice />
      </footer>
      <Tray />
      <DropZone />
    </>
  );
}

/** Whoever follows a link begins at the top of what it leads to, with eyes and keyboard alike. */
function useArrival(place: string): void {
  const before = useRef(place);
  useEffect(() => {
    if (before.current !== place) {
      before.current = place;
      scrollTo(0, 0);
      document.getElementById('main')?.focus({ preventScroll: true });
    }
  }, [place]);
}

function Place({ to, children }: { to: string; children: ComponentChildren }) {
  return (
    <a href={linkTo(to)} aria-current={route.value[0] === to ? 'page' : undefined}>
      {children}
    </a>
  );
}

export function LanguageChoice() {
  return (
    <select
      class="language"
      aria-label={t.value.language}
      value={language.value}
      onChange={(event) => speak(event.currentTarget.value as Language)}
    >
      <option value="en">English</option>
      <option value="de">Deutsch</option>
    </select>
  );
}

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" />
      <path d="M9 22h4v-4H9zm5 0h4v-4h-4zm5 0h4v-4h-4zm-5-5h4v-4h-4zm5 0h4v-4h-4zm0-5h4V8h-4z" />
    </svg>
  );
}

function leave(): void {
  stopAll();
  signOut();
}

function toMain(): void {
  document.getElementById('main')?.focus();
}

import { useEffect } from 'preact/hooks';
import { t } from '../i18n';

/** Names the page in the browser's tab. */
export function useTitle(title: string | undefined): void {
  const app = t.value.appName;
  useEffect(() => {
    document.title = title ? `${title} · ${app}` : app;
  }, [title, app]);
}

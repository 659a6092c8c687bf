import { render } from 'preact';
import { App } from './app';
import { language } from './i18n';
import { start } from './state/session';

document.documentElement.lang = language.value;
const page = document.getElementById('page');
if (page) {
  render(<App />, page);
}
start();

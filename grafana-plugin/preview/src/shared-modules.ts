import * as emotionCss from '@emotion/css';
import * as grafanaData from '@grafana/data';
import * as grafanaI18n from '@grafana/i18n';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaSchema from '@grafana/schema';
import * as grafanaUi from '@grafana/ui';
import * as react from 'react';
import * as reactJsxRuntime from 'react/jsx-runtime';
import * as reactDom from 'react-dom';
import * as rxjs from 'rxjs';

/**
 * The modules that Grafana shares with its plugins, by the names that a built plugin asks for them
 * (`.config/bundler/externals.ts`). The plugin must get the page's own copies: one React, one theme context.
 */
export const SHARED_MODULES: Readonly<Record<string, unknown>> = {
  '@emotion/css': emotionCss,
  '@grafana/data': grafanaData,
  '@grafana/i18n': grafanaI18n,
  '@grafana/runtime': grafanaRuntime,
  '@grafana/schema': grafanaSchema,
  '@grafana/ui': grafanaUi,
  react,
  'react/jsx-runtime': reactJsxRuntime,
  'react-dom': reactDom,
  rxjs,
};

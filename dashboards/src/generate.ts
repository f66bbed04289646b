import { writeFileSync } from 'node:fs';
import { GENERATED_FOLDER, renderDashboards } from './generated.ts';

for (const [file, text] of renderDashboards()) {
  writeFileSync(new URL(file, GENERATED_FOLDER), text);
  console.log(`wrote dashboards/generated/${file}`);
}

/** The tables that `info os` and `monitor info` both show: one source, two renderings. */
import { apicTable } from './tables/apic.ts';
import { checkpointsTable } from './tables/checkpoints.ts';
import { cpusTable } from './tables/cpus.ts';
import { eventsTable } from './tables/events.ts';
import { gdtTable } from './tables/gdt.ts';
import { idtTable } from './tables/idt.ts';
import { pageTablesTable } from './tables/page-tables.ts';
import { patchLogTable } from './tables/patch-log.ts';
import { sitesTable } from './tables/sites.ts';
import type { TableSource } from './tables/table.ts';

export const tables: readonly TableSource[] = [
  apicTable,
  checkpointsTable,
  cpusTable,
  eventsTable,
  gdtTable,
  idtTable,
  pageTablesTable,
  patchLogTable,
  sitesTable,
];

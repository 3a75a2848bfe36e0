import { ordersByDay } from "./orders-by-day.ts";
import { pagesByDay } from "./pages-by-day.ts";
import { personsByDay } from "./persons-by-day.ts";
import { productsByDay } from "./products-by-day.ts";
import { refundsByDay } from "./refunds-by-day.ts";
import type { Rollup } from "./rollup.ts";
import { sessionsByDay } from "./sessions-by-day.ts";

/**
 * Every rollup. Tables, statements, views, rights, what `forget` searches and CONTRIBUTING's list follow from this one.
 */
export const rollups: readonly Rollup[] = [
  personsByDay,
  sessionsByDay,
  pagesByDay,
  productsByDay,
  ordersByDay,
  refundsByDay,
];

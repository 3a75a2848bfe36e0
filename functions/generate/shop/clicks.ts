import type { Random } from "../random.ts";
import type { ShopPage } from "./moves.ts";

/** Something that can be clicked, at its place as shares of the viewport. */
interface Target {
  element: string;
  x: number;
  y: number;
}

const everywhere: readonly Target[] = [
  { element: "header a.logo", x: 0.08, y: 0.04 },
  { element: "header button.menu", x: 0.93, y: 0.04 },
  { element: "footer a.shipping", x: 0.3, y: 0.95 },
];

const targets: Record<ShopPage, readonly Target[]> = {
  home: [{ element: "section.hero a.cta", x: 0.5, y: 0.42 }, ...everywhere],
  listing: [
    { element: "aside .filter-size", x: 0.12, y: 0.35 },
    { element: "select.sort", x: 0.86, y: 0.16 },
    ...everywhere,
  ],
  product: [
    { element: "div.gallery img.thumb", x: 0.22, y: 0.62 },
    { element: "div.options button.size", x: 0.68, y: 0.48 },
    { element: "a.reviews", x: 0.66, y: 0.3 },
    ...everywhere,
  ],
  cart: [{ element: "input.quantity", x: 0.6, y: 0.33 }, ...everywhere],
  checkout: [
    { element: "form input.card-number", x: 0.42, y: 0.5 },
    { element: "label.express-delivery", x: 0.4, y: 0.66 },
  ],
  thanks: [{ element: "a.track-order", x: 0.5, y: 0.5 }, ...everywhere],
};

/** A click near one of the targets of the page, in CSS pixels of the viewport. */
export function clickOn(random: Random, place: ShopPage, [width, height]: readonly [number, number]) {
  const { element, x, y } = random.pick(targets[place]);
  const near = (share: number, size: number) => {
    const offset = (random.next() + random.next() - 1) * 0.05;
    return Math.round(Math.min(1, Math.max(0, share + offset)) * size);
  };
  return { element, x: near(x, width), y: near(y, height) };
}

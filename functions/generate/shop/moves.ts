import { type Random, weighted } from "../random.ts";

/** Where a visitor is, and what can come next from there. */
export type ShopPage = "home" | "listing" | "product" | "cart" | "checkout" | "thanks";
export type Move =
  | "click"
  | "go home"
  | "list category"
  | "search"
  | "view product"
  | "add to cart"
  | "open cart"
  | "remove from cart"
  | "check out"
  | "pay"
  | "leave";

/** Chances in percent, such as a shop sees them: some two of a hundred human visits end with a purchase. */
const moves: Record<ShopPage, (random: Random) => Move> = {
  home: weighted([
    [22, "click"],
    [33, "list category"],
    [15, "search"],
    [12, "view product"],
    [18, "leave"],
  ]),
  listing: weighted([
    [18, "click"],
    [40, "view product"],
    [14, "list category"],
    [9, "search"],
    [19, "leave"],
  ]),
  product: weighted([
    [24, "click"],
    [8, "add to cart"],
    [30, "view product"],
    [13, "list category"],
    [6, "search"],
    [19, "leave"],
  ]),
  cart: weighted([
    [14, "click"],
    [26, "open cart"],
    [24, "check out"],
    [7, "remove from cart"],
    [17, "view product"],
    [12, "leave"],
  ]),
  checkout: weighted([
    [18, "click"],
    [28, "pay"],
    [8, "open cart"],
    [46, "leave"],
  ]),
  thanks: weighted([
    [12, "click"],
    [14, "go home"],
    [74, "leave"],
  ]),
};

const botMoves = weighted<Move>([
  [40, "list category"],
  [52, "view product"],
  [8, "leave"],
]);

const entrances = weighted<Move>([
  [42, "go home"],
  [30, "list category"],
  [28, "view product"],
]);

export const entrance = (random: Random): Move => entrances(random);

export const nextMove = (random: Random, place: ShopPage, isBot: boolean): Move =>
  isBot ? botMoves(random) : moves[place](random);

import type { RawEvent } from "../../../shared/event/raw.ts";
import type { Random } from "../random.ts";
import { categories, type Product, pickProduct, searchTerm } from "./catalogue.ts";
import { clickOn } from "./clicks.ts";
import { entrance, type Move, nextMove, type ShopPage } from "./moves.ts";
import { currencyOf, itemsOf, orderOf } from "./order.ts";
import type { Shopper } from "./shopper.ts";
import { arrival } from "./traffic.ts";

/** What a visitor does, without the time and the client's other attributes. */
export type VisitorAction = Pick<RawEvent, "event_name" | "page_url" | "page_title" | "page_referrer"> &
  Partial<
    Pick<
      RawEvent,
      | "element"
      | "x"
      | "y"
      | "product_id"
      | "product_category"
      | "price"
      | "quantity"
      | "currency"
      | "order_id"
      | "order_value"
      | "tax"
      | "shipping"
      | "discount"
      | "coupon"
      | "items"
      | "search_term"
    >
  > & { properties?: Record<string, string> };

const SITE = "https://shop.example";
/** Nobody stays for ever: what is longer than this is cut. */
const MAX_ACTIONS = 120;

/** One visit to the shop, action by action. */
export class Visit {
  readonly #random: Random;
  readonly #shopper: Shopper;
  #place: ShopPage = "home";
  #category: string;
  #product: Product | undefined;
  #cart: Product[] = [];
  #page: { url: string; title: string; referrer: string | undefined };
  #landingQuery: string;
  #actions = 0;
  #orders = 0;

  constructor(shopper: Shopper, random: Random) {
    this.#random = random;
    this.#shopper = shopper;
    this.#category = categories[shopper.favourite % categories.length]!;
    const { referrer, query } = arrival(random);
    this.#landingQuery = query;
    this.#page = { url: `${SITE}/`, title: "", referrer };
  }

  /** The next action; undefined once the visitor has left. `key` makes the number of an order unique. */
  next(key: string): VisitorAction | undefined {
    const first = this.#actions === 0;
    this.#actions += 1;
    const isBot = this.#shopper.device.type === "bot";
    const move = first ? entrance(this.#random) : nextMove(this.#random, this.#place, isBot);
    return move === "leave" || this.#actions > MAX_ACTIONS ? undefined : this.#make(move, key);
  }

  #make(move: Move, key: string): VisitorAction {
    const random = this.#random;
    switch (move) {
      case "go home":
        return this.#open("home", "/", "Shop").#view("page_view");
      case "list category":
        this.#category = random.chance(0.5) ? this.#category : random.pick(categories);
        return this.#open("listing", `/c/${this.#category}`, `${this.#category} | Shop`).#view("page_view", {
          product_category: this.#category,
        });
      case "search": {
        const term = searchTerm(random, this.#category);
        this.#open("listing", `/search?q=${encodeURIComponent(term)}`, "Search | Shop");
        return this.#view("search", {
          search_term: term,
          properties: { results: String(random.between(0, 96)) },
        });
      }
      case "view product":
        return this.#viewProduct(pickProduct(random, this.#category));
      case "add to cart":
        return this.#addToCart(this.#product!);
      case "remove from cart":
        return this.#cart.length > 0 ? this.#removeFromCart() : this.#openCart();
      case "open cart":
        return this.#openCart();
      case "check out":
        if (this.#cart.length === 0) return this.#openCart();
        return this.#open("checkout", "/checkout", "Checkout | Shop").#view("begin_checkout", {
          items: itemsOf(this.#cart),
          currency: currencyOf(this.#shopper),
        });
      case "pay":
        return this.#pay(key);
      default:
        return this.#view("click", clickOn(random, this.#place, this.#shopper.device.screen));
    }
  }

  #open(place: ShopPage, path: string, title: string): this {
    const query = this.#landingQuery;
    const referrer = this.#actions === 1 ? this.#page.referrer : this.#page.url;
    const url = `${SITE}${path}${path.includes("?") ? query.replace("?", "&") : query}`;
    this.#landingQuery = "";
    this.#place = place;
    this.#page = { url, title, referrer };
    return this;
  }

  #view(event_name: string, more?: Partial<VisitorAction>): VisitorAction {
    const { url, title, referrer } = this.#page;
    const action: VisitorAction = { event_name, page_url: url, page_title: title, ...more };
    if (referrer !== undefined) action.page_referrer = referrer;
    return action;
  }

  #viewProduct(product: Product): VisitorAction {
    this.#product = product;
    const position = String(this.#random.between(1, 24));
    return this.#open("product", `/p/${product.id}`, `${product.name} | Shop`).#view("product_view", {
      ...lineOf(product, this.#shopper),
      properties: { list_position: position, product_name: product.name },
    });
  }

  #addToCart(product: Product): VisitorAction {
    this.#place = "cart";
    this.#cart.push(product);
    return this.#view("add_to_cart", { ...lineOf(product, this.#shopper), quantity: 1 });
  }

  #removeFromCart(): VisitorAction {
    const [product] = this.#cart.splice(this.#random.below(this.#cart.length), 1);
    return this.#view("remove_from_cart", { ...lineOf(product!, this.#shopper), quantity: 1 });
  }

  #openCart(): VisitorAction {
    return this.#open("cart", "/cart", "Cart | Shop").#view("page_view");
  }

  /** One purchase is one event of the whole order. */
  #pay(key: string): VisitorAction {
    this.#orders += 1;
    const order = { order_id: `o-${key}-${this.#orders}`, ...orderOf(this.#cart, this.#random) };
    this.#cart = [];
    const currency = currencyOf(this.#shopper);
    return this.#open("thanks", "/thanks", "Thank you | Shop").#view("purchase", { ...order, currency });
  }
}

const lineOf = ({ id, category, price }: Product, shopper: Shopper) => ({
  product_id: id,
  product_category: category,
  price,
  currency: currencyOf(shopper),
});

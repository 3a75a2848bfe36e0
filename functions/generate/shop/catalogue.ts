import { Random } from "../random.ts";

export interface Product {
  id: string;
  name: string;
  /** Last part of the address of its page. */
  slug: string;
  category: string;
  price: number;
}

interface Range {
  category: string;
  /** Cheapest and dearest, in the shop's currency. */
  prices: readonly [number, number];
  kinds: readonly string[];
}

const ranges: readonly Range[] = [
  {
    category: "shoes",
    prices: [39, 189],
    kinds: ["Trail Runner", "Sneaker", "Chelsea Boot", "Loafer", "Sandal"],
  },
  { category: "jackets", prices: [59, 349], kinds: ["Rain Shell", "Down Jacket", "Denim Jacket", "Parka"] },
  { category: "shirts", prices: [14, 89], kinds: ["Oxford Shirt", "Linen Shirt", "T-Shirt", "Polo"] },
  { category: "bags", prices: [24, 219], kinds: ["Daypack", "Tote", "Messenger Bag", "Duffel"] },
  { category: "electronics", prices: [19, 899], kinds: ["Headphones", "Smart Watch", "Speaker", "E-Reader"] },
  {
    category: "kitchen",
    prices: [9, 249],
    kinds: ["Chef's Knife", "Cast Iron Pan", "Espresso Maker", "Teapot"],
  },
  { category: "garden", prices: [7, 159], kinds: ["Pruner", "Watering Can", "Hammock", "Planter"] },
  { category: "toys", prices: [6, 129], kinds: ["Wooden Train", "Puzzle", "Building Set", "Plush Bear"] },
  { category: "books", prices: [8, 49], kinds: ["Novel", "Cookbook", "Atlas", "Comic"] },
  { category: "sports", prices: [12, 599], kinds: ["Yoga Mat", "Kettlebell", "Tent", "Bike Helmet"] },
];

const looks = ["Classic", "Nordic", "Urban", "Alpine", "Vintage", "Essential", "Coastal", "Studio"] as const;

export const categories: readonly string[] = ranges.map(({ category }) => category);

/** Everything that the shop sells: the same on every run, so that product pages have a history. */
const catalogue: readonly Product[] = ranges.flatMap(({ category, prices, kinds }) => {
  const random = new Random(`catalogue/${category}`);
  return kinds.flatMap((kind) =>
    looks.map((look): Product => {
      const name = `${look} ${kind}`;
      const slug = name.toLowerCase().replace(/[^a-z]+/g, "-");
      const [low, high] = prices;
      // Cheap things are more common than dear ones, and prices end on 9.
      const price = Math.round((low + (high - low) * random.next() ** 2) * 10) / 10 - 0.01;
      return { id: `${category}-${slug}`, name, slug, category, price: Number(price.toFixed(2)) };
    }),
  );
});

const byCategory = Map.groupBy(catalogue, ({ category }) => category);

/** A product of the category, the first ones more often: every shop has its best-sellers. */
export function pickProduct(random: Random, category: string): Product {
  const products = byCategory.get(category)!;
  return products[Math.floor(random.next() ** 1.7 * products.length)]!;
}

const terms = [
  "gift",
  "sale",
  "waterproof",
  "black",
  "kids",
  "women",
  "men",
  "size 42",
  "cheap",
  "organic",
  "travel",
  "new",
] as const;

/** What somebody who looks for a category types. */
export const searchTerm = (random: Random, category: string): string =>
  random.chance(0.4) ? category : `${random.pick(terms)} ${category}`;

/** Pieces of the page that are in view, or nearly. */
const inView = new WeakSet<Element>();
const firstTimes = new WeakMap<Element, () => void>();

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) {
        inView.delete(target);
        continue;
      }
      inView.add(target);
      firstTimes.get(target)?.();
      firstTimes.delete(target);
    }
  },
  { rootMargin: "400px" },
);

/** Watches a piece; `first` is called when it comes into view for the first time. */
export function watchView(piece: Element, first: () => void): void {
  firstTimes.set(piece, first);
  observer.observe(piece);
}

export const isInView = (piece: Element): boolean => inView.has(piece);

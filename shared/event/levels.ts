/**
 * Levels of objects and arrays that an event may have. Behind it lies not the parser, which takes any number, but
 * `JSON.stringify`, which recurses and throws at some 4,000: an event that made it throw would hold up its shard.
 */
export const EVENT_LEVELS = 100;

import { BoundedCache } from "../bounded-cache.ts";

/**
 * The names that sessions, funnels and features count; in the order of the features, whose version goes with it.
 * Mappings bring the names of documents into this form. What is put on the raw stream itself names its events by this
 * contract, and is not renamed: its bytes are stored as they came, and a mapping can leave names as they are.
 */
export const wellKnownNames = [
  "page_view",
  "product_view",
  "search",
  "add_to_cart",
  "remove_from_cart",
  "begin_checkout",
  "purchase",
  "click",
] as const;
export type WellKnownName = (typeof wellKnownNames)[number];

/**
 * What trackers call them: their words in other order and tense, and the names that published specifications have for
 * the same thing (Segment and its first version, GA4 and Firebase, Shopify, Meta). Kinds of them are none of them: a
 * `Product List Viewed`, an `Order Refunded` or a `rage click` has another name.
 */
const alsoCalled: Record<WellKnownName, readonly string[]> = {
  page_view: ["page viewed", "view page", "viewed page"],
  product_view: [
    "product viewed",
    "view product",
    "viewed product",
    "product detail view",
    "product detail viewed",
    "view item",
    "item viewed",
    "viewed item",
  ],
  search: [
    "searched",
    "search submitted",
    "product searched",
    "products searched",
    "searched product",
    "searched products",
    "view search results",
  ],
  add_to_cart: [
    "added to cart",
    "product added",
    "added product",
    "product added to cart",
    "add product to cart",
    "added product to cart",
    "item added to cart",
    "add item to cart",
    "added item to cart",
  ],
  remove_from_cart: [
    "removed from cart",
    "product removed",
    "removed product",
    "product removed from cart",
    "remove product from cart",
    "removed product from cart",
    "item removed from cart",
    "remove item from cart",
    "removed item from cart",
  ],
  begin_checkout: [
    "began checkout",
    "checkout begun",
    "checkout started",
    "start checkout",
    "started checkout",
    "initiate checkout",
    "initiated checkout",
    "checkout initiated",
  ],
  purchase: [
    "purchased",
    "order completed",
    "completed order",
    "purchase completed",
    "completed purchase",
    "ecommerce purchase",
  ],
  click: ["clicked"],
};

/**
 * Further events that published specifications recommend, by GA4's name where it has one. Nothing counts them by itself;
 * whoever asks for one finds it under one name, however its source spells it.
 */
const recommended: Readonly<Record<string, readonly string[]>> = {
  view_item_list: [
    "product list viewed",
    "viewed product list",
    "view product list",
    "viewed product category",
  ],
  filter_item_list: ["product list filtered"],
  select_item: ["product clicked"],
  view_promotion: ["promotion viewed", "viewed promotion"],
  select_promotion: ["promotion clicked", "clicked promotion"],
  view_cart: ["cart viewed", "viewed cart"],
  share_cart: ["cart shared"],
  view_checkout_step: ["checkout step viewed", "viewed checkout step"],
  complete_checkout_step: ["checkout step completed", "completed checkout step", "checkout progress"],
  add_shipping_info: ["shipping info entered"],
  add_payment_info: ["payment info entered"],
  update_order: ["order updated"],
  refund: ["order refunded", "refunded order"],
  cancel_order: ["order cancelled", "order canceled", "cancelled order"],
  enter_coupon: ["coupon entered"],
  apply_coupon: ["coupon applied"],
  deny_coupon: ["coupon denied"],
  remove_coupon: ["coupon removed"],
  add_to_wishlist: ["product added to wishlist", "added to wishlist"],
  remove_from_wishlist: ["product removed from wishlist", "removed from wishlist"],
  add_wishlist_item_to_cart: ["wishlist product added to cart"],
  share: ["product shared", "shared product"],
  review_item: ["product reviewed", "reviewed product"],

  ad_click: [],
  ad_impression: [],
  app_exception: [],
  app_remove: [],
  app_update: [],
  campaign_details: [],
  close_convert_lead: [],
  close_unconvert_lead: [],
  disqualify_lead: [],
  earn_virtual_currency: [],
  exception: [],
  generate_lead: [],
  in_app_purchase: [],
  join_group: ["account added user"],
  leave_group: ["account removed user"],
  level_end: [],
  level_start: [],
  level_up: [],
  login: ["signed in", "logged in"],
  logout: ["signed out", "logged out"],
  notification_dismiss: [],
  notification_foreground: [],
  notification_open: [],
  notification_receive: [],
  post_score: [],
  qualify_lead: [],
  screen_view: ["screen viewed"],
  select_content: [],
  session_start: [],
  sign_up: ["signed up", "user registered"],
  spend_virtual_currency: [],
  tutorial_begin: [],
  tutorial_complete: [],
  unlock_achievement: [],
  working_lead: [],

  account_created: [],
  account_deleted: [],
  trial_started: [],
  trial_ended: [],
  file_download: [],
  first_open: ["application installed"],
  first_visit: [],
  form_start: [],
  form_submit: ["form submitted"],
  scroll: [],
  user_engagement: [],
  video_start: ["video content started"],
  video_progress: ["video content playing"],
  video_complete: ["video content completed"],
  video_playback_started: [],
  video_playback_paused: [],
  video_playback_interrupted: [],
  video_playback_resumed: [],
  video_playback_completed: [],
  video_playback_exited: [],
  video_playback_buffer_started: [],
  video_playback_buffer_completed: [],
  video_playback_seek_started: [],
  video_playback_seek_completed: [],
  video_playback_error: [],
  video_quality_updated: [],
  video_ad_started: [],
  video_ad_playing: [],
  video_ad_completed: [],
  video_ad_clicked: [],
  video_ad_skipped: [],

  application_opened: [],
  application_updated: [],
  application_backgrounded: [],
  application_foregrounded: [],
  application_crashed: [],
  application_uninstalled: [],
  push_notification_received: [],
  push_notification_tapped: [],
  push_notification_bounced: [],
  install_attributed: [],
  deep_link_clicked: [],
  deep_link_opened: [],

  email_delivered: [],
  email_opened: [],
  email_link_clicked: [],
  email_bounced: [],
  email_marked_as_spam: [],
  unsubscribed: [],

  conversation_started: ["live chat conversation started"],
  conversation_ended: ["live chat conversation ended"],
  message_sent: ["live chat message sent"],
  message_received: ["live chat message received"],
  action_invoked: [],
  component_loaded: [],
  feedback_submitted: [],
  media_generated: [],

  invite_sent: [],

  experiment_viewed: [],
};

/** Longer names are refused by the schema, and not worth a place in the cache. */
const LONGEST_NAME = 128;
const SEPARATORS = /[\s_\-.:/]+/g;
const NAME = /^\$?[a-zA-Z\s_\-.:/]+$/;

/**
 * A name without what its spellings differ in: case, what stands between the words, a `$` before them. Undefined for a
 * name with anything else than letters in it, which is the spelling of no well-known one.
 */
export function spellingOf(name: string): string | undefined {
  if (name.length > LONGEST_NAME || !NAME.test(name)) return undefined;
  return name.replace("$", "").replace(SEPARATORS, "").toLowerCase();
}

const standardNames = new Map<string, string>(
  wellKnownNames.flatMap((name) =>
    [name, ...alsoCalled[name]].map((called) => [spellingOf(called)!, name] as const),
  ),
);

for (const [name, called] of Object.entries(recommended))
  for (const each of [name, ...called]) {
    const spelling = spellingOf(each)!;
    if (!standardNames.has(spelling)) standardNames.set(spelling, name);
  }

/** Every name that a published specification recommends, or that is counted. */
export const standardEventNames: ReadonlySet<string> = new Set(standardNames.values());

const NAMES_KEPT = 4_096;

/**
 * How the names of a source become those of events: by its own table, in any spelling, else by the standard one; any
 * other name stays as it is. Names repeat, so those seen last are remembered.
 * @param own name of the source → name of the event; a name → itself keeps it from the standard table
 */
export function eventNamer(own: Readonly<Record<string, string>> = {}): (name: string) => string {
  const ownNames = new Map(Object.entries(own).map(([name, meant]) => [spellingOf(name) ?? name, meant]));
  const named = new BoundedCache<string>(NAMES_KEPT);
  return (name) => {
    const known = named.get(name);
    if (known !== undefined) return known;
    const spelling = spellingOf(name) ?? name;
    const meant = ownNames.get(spelling) ?? standardNames.get(spelling) ?? name;
    if (name.length <= LONGEST_NAME) named.set(name, meant);
    return meant;
  };
}

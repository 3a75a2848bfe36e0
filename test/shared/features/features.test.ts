import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { EnrichedEvent } from "../../../shared/event/enriched.ts";
import { featureList, featureNames, featureVersion } from "../../../shared/features/features.ts";
import { enrichedEvent } from "../../builders/enriched-event.ts";
import { features } from "../../builders/features.ts";
import { anyEnrichedEvent } from "./any-enriched-event.ts";

describe("features", () => {
  test.each<{
    description: string;
    event: Partial<EnrichedEvent>;
    expected: Record<string, number>;
  }>([
    {
      description: "hour 6 is a quarter of the circle",
      event: { hour_of_day: 6 },
      expected: { hour_sin: 1, hour_cos: 0 },
    },
    {
      description: "midnight is its start",
      event: { hour_of_day: 0 },
      expected: { hour_sin: 0, hour_cos: 1 },
    },
    {
      description: "a missing hour is the centre",
      event: {},
      expected: { hour_sin: 0, hour_cos: 0 },
    },
    {
      description: "Sunday closes the week",
      event: { day_of_week: 7 },
      expected: { day_sin: 0, day_cos: 1 },
    },
    {
      description: "a weekend",
      event: { is_weekend: true },
      expected: { is_weekend: 1 },
    },
    {
      description: "a listed event name has its own column",
      event: { event_name: "add_to_cart" },
      expected: { event_add_to_cart: 1, event_page_view: 0, event_other: 0 },
    },
    {
      description: "an unlisted event name is other",
      event: { event_name: "video_play" },
      expected: { event_other: 1, event_page_view: 0 },
    },
    {
      description: "a device",
      event: { device_category: "tablet" },
      expected: { device_tablet: 1, device_mobile: 0, device_desktop: 0 },
    },
    { description: "a bot", event: { is_bot: true }, expected: { is_bot: 1 } },
    {
      description: "a device without a sign-in",
      event: { user_id: undefined },
      expected: { is_signed_in: 0 },
    },
    {
      description: "the value of all units",
      event: { price: 10, quantity: 3, value: 30 },
      expected: { price_log: 2.397895, line_value_log: 3.433987 },
    },
    {
      description: "a device of which nothing is known",
      event: {
        user_id: undefined,
        anonymous_id: "a-1",
        person_id: "a-1",
        session_index: 1,
        purchases_before: 0,
      },
      expected: {
        is_known_person: 0,
        has_history: 0,
        sessions_before_log: 0,
        purchases_before: 0,
      },
    },
    {
      description: "somebody who was here two days ago, and has logged out since",
      event: {
        user_id: undefined,
        anonymous_id: "a-1",
        person_id: "u-1",
        session_index: 3,
        purchases_before: 12,
        days_since_session: 2,
      },
      expected: {
        is_known_person: 1,
        has_history: 1,
        sessions_before_log: 1.098612,
        purchases_before: 10,
        days_since_session_log: 1.098612,
      },
    },
    {
      description: "no negative amounts",
      event: { price: -5 },
      expected: { price_log: 0, line_value_log: 0 },
    },
    {
      description: "a session's minutes",
      event: { session_event_index: 4, session_duration_ms: 120_000 },
      expected: {
        has_session: 1,
        session_minutes_log: 1.098612,
        session_events_log: 1.609438,
      },
    },
    {
      description: "counts are bounded",
      event: { session_add_to_carts: 500, session_purchases: 11 },
      expected: { session_add_to_carts: 10, session_purchases: 10 },
    },
    {
      description: "a place on the equator still has a place",
      event: { geo_latitude: 0, geo_longitude: 90 },
      expected: { has_geo: 1, geo_latitude: 0, geo_longitude: 0.5 },
    },
    {
      description: "a postal code",
      event: { zip_population: 0, zip_median_income: 54_321 },
      expected: {
        has_zip: 1,
        zip_population_log: 0,
        zip_median_income_log: 10.902685,
      },
    },
    {
      description: "a referrer",
      event: { referrer_medium: "email", utm_campaign: "spring" },
      expected: { referrer_email: 1, referrer_search: 0, has_campaign: 1 },
    },
  ])("$description", ({ event, expected }) => {
    expect(features(enrichedEvent(event))).toMatchObject(expected);
  });

  test("an event with nothing but what is required has the documented defaults", () => {
    const given = Object.entries(features(enrichedEvent())).filter(([, value]) => value !== 0);
    expect(Object.fromEntries(given)).toEqual({
      event_page_view: 1,
      is_known_person: 1,
      is_signed_in: 1,
    });
  });

  test("are the same finite numbers for the same event, in the order of the list", () => {
    fc.assert(
      fc.property(anyEnrichedEvent, (event) => {
        const values = features(event);
        expect(Object.keys(values)).toEqual(featureNames);
        expect(Object.values(values).every(Number.isFinite)).toBe(true);
        expect(features(JSON.parse(JSON.stringify(event)))).toStrictEqual(values);
      }),
    );
  });

  test("are finite where what they are of is not", () => {
    const huge = {
      event_name: "add_to_cart",
      price: 1e308,
      value: Number.POSITIVE_INFINITY,
      geo_latitude: 1e300,
      geo_longitude: -1e300,
    };
    expect(features(enrichedEvent(huge))).toMatchObject({
      price_log: 709.196209,
      line_value_log: 709.782713,
      geo_latitude: 1e9,
      geo_longitude: -1e9,
    });
  });

  test("every feature is documented", () => {
    expect(featureList.map(({ name }) => name)).toEqual(featureNames);
    expect(featureList.filter(({ meaning }) => meaning.length < 8)).toEqual([]);
  });

  test("a change of the list comes with a new version", () => {
    expect({ version: featureVersion, names: featureNames.join(" ") }).toMatchInlineSnapshot(`
      {
        "names": "hour_sin hour_cos day_sin day_cos is_weekend is_late event_page_view event_product_view event_search event_add_to_cart event_remove_from_cart event_begin_checkout event_purchase event_click event_other device_desktop device_mobile device_tablet device_tv is_bot is_signed_in has_session is_new_session session_index_log session_events_log session_minutes_log session_page_views_log session_product_views_log session_add_to_carts session_purchases session_cart_value_log seconds_since_last_log is_known_person has_history sessions_before_log purchases_before days_since_session_log has_product price_log line_value_log has_geo geo_latitude geo_longitude has_zip zip_population_log zip_median_income_log referrer_internal referrer_search referrer_social referrer_email referrer_paid referrer_unknown has_campaign",
        "version": "3",
      }
    `);
  });
});

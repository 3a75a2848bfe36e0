/** Events of a person's path at most, the latest. */
const MAX_PATH = 300;

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** SQL for what a person did, the latest first. @param id a user, a device or a session */
export const personPathSql = (id: string): string => `
select
  event_time, event_name, page_path, product_id, search_term, order_id, value, currency, device_category,
  geo_country, visitor, session_device, session_id, session_event_index, event_id
from events_by_person
where visitor = ${text(id)} or anonymous_id = ${text(id)} or user_id = ${text(id)} or session_id = ${text(id)}
order by event_time desc, session_event_index desc, event_id
limit ${MAX_PATH}`;

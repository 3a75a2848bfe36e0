/** Calls that are made of two DynamoDBs in turn; whatever they answer must be the same. */
export interface Conversation {
  description: string;
  calls: [operation: string, input: Record<string, unknown>][];
  /** False where the oracle's error message is known to be worded in its own way; the error's name must still agree. */
  sameMessages?: boolean;
}

const S = (text: string) => ({ S: text });
const N = (number: number | string) => ({ N: String(number) });
const plainKey = { TableName: "plain", Key: { pk: S("a") } };

const put = (item: Record<string, unknown>, more: object = {}): Conversation["calls"][number] => [
  "PutItem",
  { TableName: "plain", Item: { pk: S("a"), ...item }, ...more },
];
const get: Conversation["calls"][number] = ["GetItem", { ...plainKey, ConsistentRead: true }];
const update = (UpdateExpression: string, more: object = {}): Conversation["calls"][number] => [
  "UpdateItem",
  { ...plainKey, UpdateExpression, ReturnValues: "ALL_NEW", ...more },
];

const RICH = {
  pk: S("a"),
  text: S("häl lo"),
  number: N("12.50"),
  blob: { B: "AQID" },
  yes: { BOOL: true },
  nothing: { NULL: true },
  words: { SS: ["b", "a"] },
  numbers: { NS: ["3", "1.0"] },
  list: { L: [S("x"), N(2), { M: { deep: S("y") } }] },
  nested: { M: { inner: { M: { leaf: N(1) } }, other: S("z") } },
};

const condition = (
  ConditionExpression: string,
  values: object = {},
  names: object = {},
): Conversation["calls"] => [
  ["PutItem", { TableName: "plain", Item: RICH }],
  [
    "DeleteItem",
    {
      ...plainKey,
      ConditionExpression,
      ReturnValues: "ALL_OLD",
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
      ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    },
  ],
  get,
];

const CONDITIONS: [string, object?, object?][] = [
  ["attribute_exists(list[2].deep)"],
  ["attribute_not_exists(#t)", {}, { "#t": "text" }],
  [
    "NOT attribute_exists(missing) AND (number = :n OR blob = :n)".replace("number", "#n"),
    { ":n": N("12.5") },
    { "#n": "number" },
  ],
  ["missing <> :v", { ":v": N(1) }],
  ["missing = :v", { ":v": N(1) }],
  ["#n BETWEEN :low AND :high", { ":low": N(-3), ":high": N(100) }, { "#n": "number" }],
  ["#n IN (:a, :b)", { ":a": S("12.5"), ":b": N("1.25e1") }, { "#n": "number" }],
  ["#t > :v", { ":v": S("h") }, { "#t": "text" }],
  ["#t > :v", { ":v": N(1) }, { "#t": "text" }],
  ["begins_with(#t, :v)", { ":v": S("hä") }, { "#t": "text" }],
  ["contains(#t, :v)", { ":v": S("l l") }, { "#t": "text" }],
  ["contains(words, :v)", { ":v": S("a") }],
  ["contains(numbers, :v)", { ":v": N(1) }],
  ["contains(#l, :v)", { ":v": N(2) }, { "#l": "list" }],
  ["attribute_type(nested, :v)", { ":v": S("M") }],
  ["size(#t) = :v", { ":v": N(6) }, { "#t": "text" }],
  ["size(blob) = :v", { ":v": N(3) }],
  ["size(words) < size(#l)", {}, { "#l": "list" }],
  ["nested.inner.leaf = :v AND nested.other <> :w", { ":v": N("1.000"), ":w": S("q") }],
  ["words = :v", { ":v": { SS: ["a", "b"] } }],
];

const SYNTAX_ERRORS: [string, string, object?][] = [
  ["an unknown value", "a = :nope"],
  ["an unknown name", "#nope = :v", { ExpressionAttributeValues: { ":v": S("x") } }],
  ["an unused value", "attribute_exists(a)", { ExpressionAttributeValues: { ":v": S("x") } }],
  ["an unused name", "attribute_exists(a)", { ExpressionAttributeNames: { "#n": "x" } }],
  ["a reserved word", "attribute_exists(name)"],
  ["a missing operand", "a ="],
  ["an unknown function", "frobnicate(a)"],
  ["a dangling AND", "attribute_exists(a) AND"],
  ["an open parenthesis", "(attribute_exists(a)"],
  ["an empty expression", ""],
];

const sorted = Array.from({ length: 7 }, (_, index) => ({
  PutRequest: {
    Item: {
      pk: S(index < 5 ? "u" : "v"),
      sk: S(`2026-0${index + 1}`),
      n: N(index),
      tag: S(index % 2 ? "odd" : "even"),
    },
  },
}));
const fill: Conversation["calls"][number] = ["BatchWriteItem", { RequestItems: { sorted } }];
const query = (
  KeyConditionExpression: string,
  values: object,
  more: object = {},
): Conversation["calls"][number] => [
  "Query",
  {
    TableName: "sorted",
    KeyConditionExpression,
    ExpressionAttributeValues: { ":p": S("u"), ...values },
    ...more,
  },
];
const numbers = [10, 9, -1, 0.5, 100, -20].map((n) => ({ PutRequest: { Item: { pk: S("u"), sk: N(n) } } }));

export const CONVERSATIONS: Conversation[] = [
  {
    description: "put and get of every type, with canonical numbers",
    calls: [["PutItem", { TableName: "plain", Item: RICH }], get, ["Scan", { TableName: "plain" }]],
  },
  {
    description: "return values of put and delete",
    calls: [
      put({ n: N(1) }, { ReturnValues: "ALL_OLD" }),
      put({ n: N(2) }, { ReturnValues: "ALL_OLD" }),
      ["DeleteItem", { ...plainKey, ReturnValues: "ALL_OLD" }],
      ["DeleteItem", { ...plainKey, ReturnValues: "ALL_OLD" }],
      get,
    ],
  },
  ...CONDITIONS.map(([text, values, names]) => ({
    description: `condition ${text} ${JSON.stringify(values ?? {})}`,
    calls: condition(text, values, names),
  })),
  ...SYNTAX_ERRORS.map(([description, text, more]) => ({
    description: `a condition with ${description}`,
    calls: [put({}, { ConditionExpression: text, ...more })],
    sameMessages: !/missing|dangling|open/.test(description),
  })),
  {
    description: "SET, arithmetic and functions",
    calls: [
      ["PutItem", { TableName: "plain", Item: RICH }],
      update("SET #n = #n + :d, fresh = if_not_exists(fresh, :d), nested.other = :s", {
        ExpressionAttributeNames: { "#n": "number" },
        ExpressionAttributeValues: { ":d": N("0.25"), ":s": S("new") },
      }),
      update("SET #l = list_append(:e, #l), #l2 = #n - :d", {
        ExpressionAttributeNames: { "#n": "number", "#l": "list", "#l2": "less" },
        ExpressionAttributeValues: { ":e": { L: [N(0)] }, ":d": N(20) },
      }),
      update("SET a = b", {}),
    ],
  },
  {
    description: "REMOVE of attributes, list elements and nested members",
    calls: [
      ["PutItem", { TableName: "plain", Item: RICH }],
      update("REMOVE #l[0], #l[2].deep, nested.inner, missing", {
        ExpressionAttributeNames: { "#l": "list" },
      }),
    ],
  },
  {
    description: "ADD and DELETE of numbers and sets",
    calls: [
      ["PutItem", { TableName: "plain", Item: RICH }],
      update("ADD #n :n, words :w, counter :n DELETE numbers :m", {
        ExpressionAttributeNames: { "#n": "number" },
        ExpressionAttributeValues: { ":n": N("-0.5"), ":w": { SS: ["c", "a"] }, ":m": { NS: ["1"] } },
      }),
      update("DELETE numbers :m", { ExpressionAttributeValues: { ":m": { NS: ["3"] } } }),
    ],
  },
  {
    description: "an update makes the item; the new and old parts are returned",
    calls: [
      update("SET c = :v", { ExpressionAttributeValues: { ":v": N(1) } }),
      update("SET c = :v, d = :v", {
        ExpressionAttributeValues: { ":v": N(2) },
        ReturnValues: "UPDATED_OLD",
      }),
      update("SET c = :v REMOVE d", {
        ExpressionAttributeValues: { ":v": N(3) },
        ReturnValues: "UPDATED_NEW",
      }),
      update("SET c = :v", { ExpressionAttributeValues: { ":v": N(4) }, ReturnValues: "ALL_OLD" }),
      get,
    ],
  },
  {
    description: "updates of a key, of overlapping paths and of the wrong types",
    sameMessages: false,
    calls: [
      put({ text: S("x") }),
      update("SET pk = :v", { ExpressionAttributeValues: { ":v": S("b") } }),
      update("SET m = :v, m.n = :v", { ExpressionAttributeValues: { ":v": N(1) } }),
      update("SET m.n = :v", { ExpressionAttributeValues: { ":v": N(1) } }),
      update("ADD #t :v", {
        ExpressionAttributeNames: { "#t": "text" },
        ExpressionAttributeValues: { ":v": N(1) },
      }),
      update("SET a = :v SET b = :v", { ExpressionAttributeValues: { ":v": N(1) } }),
      update("SET b = #t + :v", {
        ExpressionAttributeNames: { "#t": "text" },
        ExpressionAttributeValues: { ":v": N(1) },
      }),
      get,
    ],
  },
  {
    description: "items that are no items",
    calls: [
      ["PutItem", { TableName: "plain", Item: { n: N(1) } }],
      ["PutItem", { TableName: "plain", Item: { pk: N(1) } }],
      ["PutItem", { TableName: "plain", Item: { pk: S("") } }],
      put({ n: N("abc") }),
      put({ n: N("1".repeat(39)) }),
      put({ n: N("1e126") }),
      put({ set: { SS: ["a", "a"] } }),
      put({ big: S("x".repeat(410_000)) }),
      ["GetItem", { TableName: "plain", Key: { pk: S("a"), sk: S("b") } }],
      ["GetItem", { TableName: "plain", Key: { other: S("a") } }],
      ["GetItem", { TableName: "none-such", Key: { pk: S("a") } }],
      get,
    ],
  },
  {
    description: "queries by sort key, in both directions",
    calls: [
      fill,
      query("pk = :p", {}),
      query("pk = :p", {}, { ScanIndexForward: false }),
      query("pk = :p AND sk = :s", { ":s": S("2026-03") }),
      query("pk = :p AND sk < :s", { ":s": S("2026-03") }),
      query("pk = :p AND sk >= :s", { ":s": S("2026-03") }),
      query(":s <= sk AND :p = pk", { ":s": S("2026-03") }, { ScanIndexForward: false }),
      query("pk = :p AND sk BETWEEN :s AND :t", { ":s": S("2026-02"), ":t": S("2026-04") }),
      query("pk = :p AND begins_with(sk, :s)", { ":s": S("2026-0") }, { Select: "COUNT" }),
      query("pk = :p AND begins_with(sk, :s)", { ":s": S("2025") }),
    ],
  },
  {
    description: "queries with a filter, a projection and pages",
    calls: [
      fill,
      query("pk = :p", { ":t": S("odd") }, { FilterExpression: "tag = :t", ProjectionExpression: "sk, n" }),
      query("pk = :p", {}, { Limit: 2 }),
      query("pk = :p", {}, { Limit: 2, ExclusiveStartKey: { pk: S("u"), sk: S("2026-02") } }),
      query("pk = :p", {}, { Limit: 5 }),
      query("pk = :p", {}, { ScanIndexForward: false, ExclusiveStartKey: { pk: S("u"), sk: S("2026-02") } }),
      query("pk = :p", { ":t": S("odd") }, { Limit: 2, FilterExpression: "tag = :t" }),
    ],
  },
  {
    description: "numeric sort keys sort as numbers",
    calls: [
      ["BatchWriteItem", { RequestItems: { numbered: numbers } }],
      [
        "Query",
        {
          TableName: "numbered",
          KeyConditionExpression: "pk = :p",
          ExpressionAttributeValues: { ":p": S("u") },
        },
      ],
      [
        "Query",
        {
          TableName: "numbered",
          KeyConditionExpression: "pk = :p AND sk > :s",
          ExpressionAttributeValues: { ":p": S("u"), ":s": N("0.50") },
        },
      ],
    ],
  },
  {
    description: "queries that are no queries",
    sameMessages: false,
    calls: [
      query("sk = :p", {}),
      query("pk > :p", {}),
      query("pk = :p AND n = :n", { ":n": N(1) }),
      query("pk = :p AND sk <> :s", { ":s": S("x") }),
      query("pk = :p AND sk = :s", { ":s": N(1) }),
      query("pk = :p OR sk = :s", { ":s": S("x") }),
    ],
  },
  {
    description: "batches: limits, duplicates, deletes and reads",
    sameMessages: false,
    calls: [
      fill,
      ["BatchWriteItem", { RequestItems: { sorted: [...sorted, sorted[0]] } }],
      [
        "BatchWriteItem",
        {
          RequestItems: {
            plain: Array.from({ length: 26 }, (_, i) => ({ PutRequest: { Item: { pk: S(`k${i}`) } } })),
          },
        },
      ],
      ["BatchWriteItem", { RequestItems: { sorted: [] } }],
      ["BatchWriteItem", { RequestItems: {} }],
      [
        "BatchWriteItem",
        {
          RequestItems: {
            plain: [{ PutRequest: { Item: { pk: S("good") } } }, { PutRequest: { Item: { no: S("key") } } }],
          },
        },
      ],
      ["GetItem", { TableName: "plain", Key: { pk: S("good") } }],
      [
        "BatchWriteItem",
        { RequestItems: { sorted: [{ DeleteRequest: { Key: { pk: S("u"), sk: S("2026-01") } } }] } },
      ],
      [
        "BatchGetItem",
        {
          RequestItems: {
            sorted: {
              Keys: [
                { pk: S("u"), sk: S("2026-01") },
                { pk: S("u"), sk: S("2026-02") },
              ],
              ProjectionExpression: "n",
            },
          },
        },
      ],
    ],
  },
  {
    description: "consumed capacity",
    calls: [
      put({ text: S("x".repeat(1500)) }, { ReturnConsumedCapacity: "TOTAL" }),
      ["GetItem", { ...plainKey, ReturnConsumedCapacity: "TOTAL" }],
      ["GetItem", { ...plainKey, ConsistentRead: true, ReturnConsumedCapacity: "TOTAL" }],
    ],
  },
];

/** Calls that are made of two DynamoDBs in turn; whatever they return must be the same. */
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

/** A put that takes the item's place where the condition holds. */
const condition = (
  ConditionExpression: string,
  values: object = {},
  names: object = {},
): Conversation["calls"] => [
  ["PutItem", { TableName: "plain", Item: RICH }],
  put(
    { replaced: S("yes") },
    {
      ConditionExpression,
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
      ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    },
  ),
  get,
];

const CONDITIONS: [string, object?, object?][] = [
  ["attribute_exists(blob)", {}],
  ["attribute_exists(#b)", {}, { "#b": "blob" }],
  ["attribute_not_exists(#t)", {}, { "#t": "text" }],
  ["attribute_not_exists(missing)"],
  [
    "attribute_not_exists(pk) OR #n = :n OR #t = :t",
    { ":n": N("12.5"), ":t": S("x") },
    { "#n": "number", "#t": "text" },
  ],
  [
    "attribute_not_exists(pk) OR #n = :n OR #t = :t",
    { ":n": N("12.6"), ":t": S("x") },
    { "#n": "number", "#t": "text" },
  ],
  [
    "#n = :n AND #t = :t OR pk = :p",
    { ":n": N(0), ":t": S("x"), ":p": S("a") },
    { "#n": "number", "#t": "text" },
  ],
  [
    "pk = :p OR #n = :n AND #t = :t",
    { ":n": N(0), ":t": S("x"), ":p": S("a") },
    { "#n": "number", "#t": "text" },
  ],
  ["missing = :v", { ":v": N(1) }],
  ["#n BETWEEN :low AND :high", { ":low": N(-3), ":high": N(100) }, { "#n": "number" }],
  [
    "#n between :low and :high and pk = :p",
    { ":low": N(13), ":high": N(100), ":p": S("a") },
    { "#n": "number" },
  ],
  ["#n = :v", { ":v": N("1.25e1") }, { "#n": "number" }],
  ["#t > :v", { ":v": S("h") }, { "#t": "text" }],
  ["#t >= :v", { ":v": S("i") }, { "#t": "text" }],
  ["#n < :v", { ":v": N(100) }, { "#n": "number" }],
  ["#n <= :v", { ":v": N(-100) }, { "#n": "number" }],
  ["#t > :v", { ":v": N(1) }, { "#t": "text" }],
  ["begins_with(#t, :v)", { ":v": S("hä") }, { "#t": "text" }],
  ["blob = :v", { ":v": { B: "AQID" } }],
];

const SYNTAX_ERRORS: [string, string, object?][] = [
  ["an unknown value", "a = :nope"],
  ["an unknown name", "#nope = :v", { ExpressionAttributeValues: { ":v": S("x") } }],
  ["an unused value", "attribute_exists(a)", { ExpressionAttributeValues: { ":v": S("x") } }],
  ["an unused name", "attribute_exists(a)", { ExpressionAttributeNames: { "#n": "x" } }],
  ["a reserved word", "attribute_exists(name)"],
  ["a missing operand", "a ="],
  ["an unknown function", "frobnicate(a)"],
  ["an operand too many", "attribute_exists(a, :v)", { ExpressionAttributeValues: { ":v": S("x") } }],
  ["an operand missing", "begins_with(a)"],
  ["a dangling AND", "attribute_exists(a) AND"],
  ["a word behind the end", "attribute_exists(a) frobnicate"],
  ["an open parenthesis", "(attribute_exists(a)"],
  ["an empty expression", ""],
];

const sorted = Array.from({ length: 7 }, (_, index) => ({
  PutRequest: { Item: { pk: S(index < 5 ? "u" : "v"), sk: S(`2026-0${index + 1}`), n: N(index) } },
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
  ...CONDITIONS.map(([text, values, names]) => ({
    description: `condition ${text} ${JSON.stringify(values ?? {})}`,
    calls: condition(text, values, names),
  })),
  ...SYNTAX_ERRORS.map(([description, text, more]) => ({
    description: `a condition with ${description}`,
    calls: [put({}, { ConditionExpression: text, ...more })],
    sameMessages: !/missing|dangling|open|behind|too many/.test(description),
  })),
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
      put({ set: { NS: [] } }),
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
      query("sk >= :s AND pk = :p", { ":s": S("2026-03") }, { ScanIndexForward: false }),
      query("pk = :p AND sk BETWEEN :s AND :t", { ":s": S("2026-02"), ":t": S("2026-04") }),
      query("pk = :p AND begins_with(sk, :s)", { ":s": S("2026-0") }, { Select: "COUNT" }),
      query("pk = :p AND begins_with(sk, :s)", { ":s": S("2025") }),
    ],
  },
  {
    description: "queries by page",
    calls: [
      fill,
      query("pk = :p", {}, { Limit: 2 }),
      query("pk = :p", {}, { Limit: 2, ExclusiveStartKey: { pk: S("u"), sk: S("2026-02") } }),
      query("pk = :p", {}, { Limit: 5 }),
      query("pk = :p", {}, { ScanIndexForward: false, ExclusiveStartKey: { pk: S("u"), sk: S("2026-02") } }),
      query("pk = :p AND sk > :s", { ":s": S("2026-02") }, { Limit: 2 }),
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
      query("pk = :p AND attribute_exists(sk)", {}),
      query("pk = :p AND sk = :s", { ":s": N(1) }),
      query("pk = :p OR sk = :s", { ":s": S("x") }),
      query("pk = :p", { ":unused": S("x") }),
      query("pk = :p", {}, { ExclusiveStartKey: { pk: S("v"), sk: S("x") } }),
    ],
  },
  {
    description: "batches: limits and duplicates",
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
    ],
  },
];

/**
 * Cities that synthetic shoppers come from, and what the look-up tables hold until real ones are loaded.
 * Names, coordinates, time zones and zip codes are real. The addresses are not theirs: 198.18.0.0/15 is set
 * aside for benchmarks (RFC 2544) and 2001:db8::/32 for documentation (RFC 3849), so no row can be mistaken
 * for somebody's network. Population and median income of the zip codes are illustrative, not census figures.
 */
export interface SampleCity {
  city: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** First-level subdivision. */
  region: string;
  /** IANA time zone. */
  timezone: string;
  latitude: number;
  longitude: number;
  /** A /24 of 198.18.0.0/15. */
  cidr: string;
  /** A /48 of 2001:db8::/32; every third city has one. */
  cidr6?: string;
  /** United States only. */
  zip?: SampleZip;
}

export interface SampleZip {
  code: string;
  /** Two-letter code. */
  state: string;
  population: number;
  /** US dollars a household and year. */
  median_income: number;
}

type Row = readonly [country: string, region: string, city: string, timezone: string, place: Place];
type Place = readonly [latitude: number, longitude: number];
type Zip = readonly [code: string, state: string, population: number, medianIncome: number];

const unitedStates: readonly (readonly [...Row, Zip])[] = [
  ["US", "New York", "New York", "America/New_York", [40.7128, -74.006], ["10001", "NY", 27_000, 105_000]],
  [
    "US",
    "California",
    "Los Angeles",
    "America/Los_Angeles",
    [34.0522, -118.2437],
    ["90012", "CA", 37_000, 56_000],
  ],
  ["US", "Illinois", "Chicago", "America/Chicago", [41.8781, -87.6298], ["60601", "IL", 15_000, 118_000]],
  ["US", "Texas", "Houston", "America/Chicago", [29.7604, -95.3698], ["77002", "TX", 16_000, 84_000]],
  ["US", "Arizona", "Phoenix", "America/Phoenix", [33.4484, -112.074], ["85004", "AZ", 8_000, 61_000]],
  [
    "US",
    "Pennsylvania",
    "Philadelphia",
    "America/New_York",
    [39.9526, -75.1652],
    ["19103", "PA", 25_000, 96_000],
  ],
  [
    "US",
    "California",
    "San Francisco",
    "America/Los_Angeles",
    [37.7749, -122.4194],
    ["94103", "CA", 31_000, 98_000],
  ],
  [
    "US",
    "Washington",
    "Seattle",
    "America/Los_Angeles",
    [47.6062, -122.3321],
    ["98101", "WA", 14_000, 93_000],
  ],
  ["US", "Colorado", "Denver", "America/Denver", [39.7392, -104.9903], ["80202", "CO", 18_000, 112_000]],
  ["US", "Massachusetts", "Boston", "America/New_York", [42.3601, -71.0589], ["02108", "MA", 4_500, 124_000]],
  ["US", "Florida", "Miami", "America/New_York", [25.7617, -80.1918], ["33130", "FL", 29_000, 52_000]],
  ["US", "Georgia", "Atlanta", "America/New_York", [33.749, -84.388], ["30303", "GA", 6_500, 47_000]],
  ["US", "Texas", "Austin", "America/Chicago", [30.2672, -97.7431], ["78701", "TX", 11_000, 143_000]],
  ["US", "Minnesota", "Minneapolis", "America/Chicago", [44.9778, -93.265], ["55401", "MN", 12_000, 99_000]],
  ["US", "Oregon", "Portland", "America/Los_Angeles", [45.5152, -122.6784], ["97204", "OR", 1_500, 41_000]],
  ["US", "Michigan", "Detroit", "America/Detroit", [42.3314, -83.0458], ["48226", "MI", 7_000, 72_000]],
  ["US", "Hawaii", "Honolulu", "Pacific/Honolulu", [21.3069, -157.8583], ["96813", "HI", 23_000, 78_000]],
  ["US", "Alaska", "Anchorage", "America/Anchorage", [61.2181, -149.9003], ["99501", "AK", 18_000, 63_000]],
];

const elsewhere: readonly Row[] = [
  ["CA", "Ontario", "Toronto", "America/Toronto", [43.6532, -79.3832]],
  ["CA", "Quebec", "Montréal", "America/Toronto", [45.5019, -73.5674]],
  ["CA", "British Columbia", "Vancouver", "America/Vancouver", [49.2827, -123.1207]],
  ["MX", "Mexico City", "Mexico City", "America/Mexico_City", [19.4326, -99.1332]],
  ["BR", "São Paulo", "São Paulo", "America/Sao_Paulo", [-23.5505, -46.6333]],
  ["BR", "Rio de Janeiro", "Rio de Janeiro", "America/Sao_Paulo", [-22.9068, -43.1729]],
  ["AR", "Buenos Aires F.D.", "Buenos Aires", "America/Argentina/Buenos_Aires", [-34.6037, -58.3816]],
  ["GB", "England", "London", "Europe/London", [51.5074, -0.1278]],
  ["GB", "England", "Manchester", "Europe/London", [53.4808, -2.2426]],
  ["GB", "Scotland", "Edinburgh", "Europe/London", [55.9533, -3.1883]],
  ["IE", "Leinster", "Dublin", "Europe/Dublin", [53.3498, -6.2603]],
  ["FR", "Île-de-France", "Paris", "Europe/Paris", [48.8566, 2.3522]],
  ["FR", "Auvergne-Rhône-Alpes", "Lyon", "Europe/Paris", [45.764, 4.8357]],
  ["DE", "Land Berlin", "Berlin", "Europe/Berlin", [52.52, 13.405]],
  ["DE", "Bavaria", "Munich", "Europe/Berlin", [48.1351, 11.582]],
  ["DE", "Free and Hanseatic City of Hamburg", "Hamburg", "Europe/Berlin", [53.5511, 9.9937]],
  ["NL", "North Holland", "Amsterdam", "Europe/Amsterdam", [52.3676, 4.9041]],
  ["BE", "Brussels Capital", "Brussels", "Europe/Brussels", [50.8503, 4.3517]],
  ["ES", "Madrid", "Madrid", "Europe/Madrid", [40.4168, -3.7038]],
  ["ES", "Catalonia", "Barcelona", "Europe/Madrid", [41.3851, 2.1734]],
  ["PT", "Lisbon", "Lisbon", "Europe/Lisbon", [38.7223, -9.1393]],
  ["IT", "Lazio", "Rome", "Europe/Rome", [41.9028, 12.4964]],
  ["IT", "Lombardy", "Milan", "Europe/Rome", [45.4642, 9.19]],
  ["CH", "Zurich", "Zurich", "Europe/Zurich", [47.3769, 8.5417]],
  ["AT", "Vienna", "Vienna", "Europe/Vienna", [48.2082, 16.3738]],
  ["SE", "Stockholm County", "Stockholm", "Europe/Stockholm", [59.3293, 18.0686]],
  ["NO", "Oslo County", "Oslo", "Europe/Oslo", [59.9139, 10.7522]],
  ["DK", "Capital Region", "Copenhagen", "Europe/Copenhagen", [55.6761, 12.5683]],
  ["FI", "Uusimaa", "Helsinki", "Europe/Helsinki", [60.1699, 24.9384]],
  ["PL", "Mazovia", "Warsaw", "Europe/Warsaw", [52.2297, 21.0122]],
  ["TR", "Istanbul", "Istanbul", "Europe/Istanbul", [41.0082, 28.9784]],
  ["AE", "Dubai", "Dubai", "Asia/Dubai", [25.2048, 55.2708]],
  ["IN", "Maharashtra", "Mumbai", "Asia/Kolkata", [19.076, 72.8777]],
  ["IN", "National Capital Territory of Delhi", "Delhi", "Asia/Kolkata", [28.6519, 77.2315]],
  ["IN", "Karnataka", "Bengaluru", "Asia/Kolkata", [12.9716, 77.5946]],
  ["NP", "Bagmati Province", "Kathmandu", "Asia/Kathmandu", [27.7172, 85.324]],
  ["SG", "Central Singapore", "Singapore", "Asia/Singapore", [1.3521, 103.8198]],
  ["JP", "Tokyo", "Tokyo", "Asia/Tokyo", [35.6762, 139.6503]],
  ["JP", "Osaka", "Osaka", "Asia/Tokyo", [34.6937, 135.5023]],
  ["KR", "Seoul", "Seoul", "Asia/Seoul", [37.5665, 126.978]],
  ["AU", "New South Wales", "Sydney", "Australia/Sydney", [-33.8688, 151.2093]],
  ["AU", "Victoria", "Melbourne", "Australia/Melbourne", [-37.8136, 144.9631]],
  ["AU", "Western Australia", "Perth", "Australia/Perth", [-31.9523, 115.8613]],
  ["NZ", "Auckland", "Auckland", "Pacific/Auckland", [-36.8509, 174.7645]],
  ["ZA", "Western Cape", "Cape Town", "Africa/Johannesburg", [-33.9249, 18.4241]],
  ["ZA", "Gauteng", "Johannesburg", "Africa/Johannesburg", [-26.2041, 28.0473]],
  ["NG", "Lagos", "Lagos", "Africa/Lagos", [6.5244, 3.3792]],
  ["KE", "Nairobi County", "Nairobi", "Africa/Nairobi", [-1.2921, 36.8219]],
  ["EG", "Cairo Governorate", "Cairo", "Africa/Cairo", [30.0444, 31.2357]],
];

const IPV6_EVERY = 3;

/** The n-th city owns the n-th /24 of 198.18.0.0/16. */
function cityOf(row: readonly [...Row, zip?: Zip], index: number): SampleCity {
  const [country, region, city, timezone, [latitude, longitude], zip] = row;
  return {
    city,
    country,
    region,
    timezone,
    latitude,
    longitude,
    cidr: `198.18.${index}.0/24`,
    ...(index % IPV6_EVERY === 0 && { cidr6: `2001:db8:${index.toString(16)}::/48` }),
    ...(zip && { zip: { code: zip[0], state: zip[1], population: zip[2], median_income: zip[3] } }),
  };
}

const cities: readonly SampleCity[] = [...unitedStates, ...elsewhere].map(cityOf);

/** Every sample city, in a fixed order. */
export function sampleCities(): readonly SampleCity[] {
  return cities;
}

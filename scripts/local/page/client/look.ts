/** Colours of the charts, in the light or the dark. */
export interface ChartLook {
  dark: boolean;
  ink: string;
  quiet: string;
  line: string;
  card: string;
  /** Told apart also by people who see red and green alike. */
  series: readonly string[];
  good: string;
  bad: string;
  /** From nothing to much. */
  ramp: readonly string[];
}

export const lightLook: ChartLook = {
  dark: false,
  ink: "#1c2430",
  quiet: "#5a6675",
  line: "#dde3ea",
  card: "#ffffff",
  series: ["#2f6bd8", "#12908e", "#d98200", "#8b54c7", "#5a6675", "#c2304a", "#6a9a23", "#b8577f"],
  good: "#1b7f4d",
  bad: "#c2304a",
  ramp: ["#f0f5fd", "#bcd3f7", "#7ba6ea", "#3f74d0", "#1d428f"],
};

export const darkLook: ChartLook = {
  dark: true,
  ink: "#e6eaf0",
  quiet: "#9aa7b6",
  line: "#2b3440",
  card: "#191f28",
  series: ["#6f9fff", "#3cc4bd", "#f2ad4b", "#b98cf0", "#9aa7b6", "#ff7d8f", "#a3cf5f", "#ec93b6"],
  good: "#58c98c",
  bad: "#ff7d8f",
  ramp: ["#1d2632", "#254273", "#3565b8", "#6093ee", "#b9d2ff"],
};

import { type ChartLook, darkLook, lightLook } from "./look.ts";

const dark = window.matchMedia("(prefers-color-scheme: dark)");

export const presentLook = (): ChartLook => (dark.matches ? darkLook : lightLook);

export const onLookChange = (draw: () => void): void => dark.addEventListener("change", draw);

/** One config for both suites; `scripts/jest.ts` picks the projects and the Node flags. */
export default {
  testEnvironment: "node",
  // Whole handlers and child processes run in some tests, and the machine may be shared.
  testTimeout: 60_000,
  // Folders that tests leave behind would fill the system's, some 150 a run.
  globalSetup: "<rootDir>/test/run-folder.ts",
  globalTeardown: "<rootDir>/test/run-folder-removed.ts",
  // Jest leaves a core to whoever watches; on two cores that would be half the machine.
  maxWorkers: "100%",
  // A worker whose last file is done gives back the memory of hundreds, which on a busy machine takes more than the half
  // second after which jest would kill it and speak of a leak.
  workerGracefulExitTimeout: 30_000,
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: {
          parser: { syntax: "typescript" },
          target: "es2024",
          experimental: { keepImportAttributes: true },
        },
        module: { type: "es6" },
      },
    ],
  },
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/.build/"],
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out/", "<rootDir>/.build/"],
};

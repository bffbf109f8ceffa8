import fc from "fast-check";

// A run of the tests repeats the same random cases; `.ci/nightly` tries others.
fc.configureGlobal({ seed: Number(process.env["PROPERTY_SEED"] ?? 1) });

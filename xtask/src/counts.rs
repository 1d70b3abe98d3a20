//! How many tests passed and failed, read from what the test runners print.

use std::fmt;
use std::ops::AddAssign;

/// Tests that ran.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Those that did what they should.
    pub passed: usize,
    /// Those that did not.
    pub failed: usize,
}

/// Whose output it is.
#[derive(Clone, Copy)]
pub enum Runner {
    /// `cargo test` and wasm-bindgen: `test result: ok. 3 passed; 0 failed; …`, once per test program.
    Cargo,
    /// `node --test` with the spec reporter: `ℹ pass 3`, `ℹ fail 0`.
    Node,
    /// Playwright: `  3 passed (2.1s)`, `  1 failed`.
    Playwright,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Sums what the runner's summary lines say.
pub fn count(runner: Runner, output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match (runner, words.as_slice()) {
            (
                Runner::Cargo,
                [
                    "test",
                    "result:",
                    _,
                    passed,
                    "passed;",
                    failed,
                    "failed;",
                    ..,
                ],
            ) => {
                counts += Counts {
                    passed: number(passed),
                    failed: number(failed),
                };
            }
            (Runner::Node, ["ℹ", "pass", passed]) => counts.passed += number(passed),
            (Runner::Node, ["ℹ", "fail" | "cancelled", failed]) => {
                counts.failed += number(failed)
            }
            // A list of names follows "failed", a time in brackets follows "passed".
            (Runner::Playwright, [passed, "passed", ..]) => counts.passed += number(passed),
            (Runner::Playwright, [failed, "failed" | "flaky" | "interrupted"]) => {
                counts.failed += number(failed)
            }
            _ => {}
        }
    }
    counts
}

fn number(word: &str) -> usize {
    word.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_prints_one_line_per_program() {
        let output = "running 2 tests\ntest a ... ok\n\n\
            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 5 passed; 1 failed; 0 ignored; 0 filtered out\n";
        assert_eq!(
            count(Runner::Cargo, output),
            Counts {
                passed: 7,
                failed: 1
            }
        );
    }

    #[test]
    fn node_counts_cancelled_tests_as_failed() {
        let output = "✔ adds (0.5ms)\nℹ tests 4\nℹ suites 0\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\n";
        assert_eq!(
            count(Runner::Node, output),
            Counts {
                passed: 2,
                failed: 2
            }
        );
    }

    #[test]
    fn playwright_counts_unstable_tests_as_failed() {
        let output = "  1 failed\n    [chromium] › a.spec.js:3:1 › trains\n  1 flaky\n  2 skipped\n  7 passed (12.3s)\n";
        assert_eq!(
            count(Runner::Playwright, output),
            Counts {
                passed: 7,
                failed: 2
            }
        );
    }

    #[test]
    fn other_lines_count_nothing() {
        for runner in [Runner::Cargo, Runner::Node, Runner::Playwright] {
            assert_eq!(
                count(runner, "all tests passed\nfailed\n"),
                Counts::default()
            );
        }
    }
}

//! How many tests passed and failed, read from the summary that each test runner prints.

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

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The closing line of `cargo xtask test`, which continuous integration reads.
impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Adds up the summaries in a runner's output, one per test program or one per run:
///
/// * cargo-nextest: `Summary [   2.0s] 4 tests run: 3 passed, 1 failed, 0 skipped`
/// * cargo test and wasm-bindgen: `test result: ok. 3 passed; 0 failed; …`
/// * Playwright: `3 passed (2.1s)`, `1 failed`, `1 flaky`
/// * node --test: `ℹ pass 3`, `ℹ fail 0`, `ℹ cancelled 0`
pub fn count(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines().map(str::trim_start) {
        let starts = ["Summary [", "test result: ", "ℹ "].iter();
        // Playwright's summary begins with its number.
        let number = line
            .split(' ')
            .next()
            .is_some_and(|word| word.parse::<usize>().is_ok());
        if !number && !starts.clone().any(|start| line.starts_with(start)) {
            continue;
        }
        let words = line.split(|letter: char| !letter.is_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let number = |word: &str| word.parse().unwrap_or(0);
            match *pair {
                // A flaky one has passed at the second attempt, which playwright.config.js allows to CI alone.
                [n, "passed" | "flaky"] | ["pass", n] => counts.passed += number(n),
                [n, "failed" | "interrupted" | "timed"] | ["fail" | "cancelled", n] => {
                    counts.failed += number(n)
                }
                _ => {}
            }
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_runner_is_understood() {
        for (output, passed, failed) in [
            (
                "        PASS [   0.0s] a b\n     Summary [   2.007s] 5 tests run: 3 passed (1 slow), 1 failed, 1 timed out, 0 skipped\n",
                3,
                2,
            ),
            (
                "running 2 tests\ntest result: ok. 2 passed; 0 failed; 0 ignored; finished in 0.00s\n\
                 test result: FAILED. 5 passed; 1 failed; 3 ignored; 0 filtered out\n",
                7,
                1,
            ),
            (
                "  1 failed\n    [page] › a.spec.js:3:1 › trains\n  1 flaky\n  2 skipped\n  7 passed (12.3s)\n",
                8,
                1,
            ),
            (
                "✔ adds (0.5ms)\nℹ tests 4\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\n",
                2,
                2,
            ),
            ("all tests passed\nfailed\nanswered 3 failed calls\n", 0, 0),
        ] {
            assert_eq!(count(output), Counts { passed, failed }, "{output}");
        }
    }
}

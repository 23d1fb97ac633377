//! What a catalogue publishes of its own accuracy: the benchmark measured with the
//! rules at hand, and the figures that labels of published definitions gave earlier.

use super::Evaluation;
use super::benchmark::Benchmark;
use crate::rulebook::{CatalogFiles, Problems, Rulebook};

/// Where a catalog keeps figures of labels that it does not carry: what
/// `toolrisk eval --figures --format json` says.
pub const FIGURES: &str = "benchmark/figures.json";

/// The accuracy of a rulebook.
#[derive(Debug, Clone)]
pub struct Accuracy {
    /// The benchmark.
    pub benchmark: Benchmark,
    /// The rulebook's verdicts on it held against its labels.
    pub measured: Evaluation,
    /// The figures of labels that the catalog does not carry.
    pub published: Option<Evaluation>,
}

impl Accuracy {
    /// Measures a rulebook with the benchmark of its catalog; `None` if it has none.
    ///
    /// # Errors
    /// Every mistake of every file of the benchmark.
    pub fn of(files: &CatalogFiles, rulebook: &Rulebook) -> Result<Option<Accuracy>, Problems> {
        let mut problems = Problems::default();
        let benchmark = Benchmark::load(files, &mut problems);
        let published = files.get(FIGURES).and_then(|text| match Evaluation::parse(text) {
            Ok(figures) => Some(figures),
            Err(why) => {
                problems.add(FIGURES, text, 0, why);
                None
            }
        });
        let benchmark = problems.or(benchmark)?;
        if benchmark.is_empty() {
            return Ok(None);
        }
        let measured = benchmark.measure(rulebook, None);
        Ok(Some(Accuracy { benchmark, measured, published }))
    }
}

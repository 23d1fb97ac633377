//! The pipeline without the command line: the account adds up, and the two
//! passes agree.

use crate::support::{catalog, rulebook, shared};
use std::path::PathBuf;
use toolrisk::account::{RunReport, SkipReason};
use toolrisk::fsio::{Walk, find};
use toolrisk::overrides::Overrides;
use toolrisk::policy::Posture;
use toolrisk::report::record::of_another_server;
use toolrisk::rulebook::Problems;
use toolrisk::run::{Engine, Postures, RunError, Silent, record_lines};
use toolrisk::sink::MemorySink;
use toolrisk::site::{Site, SiteOptions};

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }
    dir
}

/// The posture that is used where none is named.
fn posture() -> Posture {
    let mut problems = Problems::default();
    let postures = Posture::load(&catalog(), &mut problems);
    postures.into_iter().find(|p| p.id == Posture::DEFAULT).expect("the default posture")
}

/// Every entry is either read or set aside, in each file and in all.
fn adds_up(report: &RunReport) {
    for file in &report.files {
        assert_eq!(file.entries, file.read + file.quarantined, "{file:?}");
    }
    assert_eq!(report.tools, report.files.iter().map(|f| f.read).sum::<usize>());
    assert_eq!(report.quarantined.len(), report.files.iter().map(|f| f.quarantined).sum::<usize>());
    assert!(!report.remarks.iter().any(|r| r.diagnostic.code == "our-bug"), "{:?}", report.remarks);
}

#[test]
fn the_account_names_every_file() {
    let dir = folder(&[
        ("a.json", r#"{"tools":[{"name":"x"},{"name":"x"},{"name":5}]}"#),
        ("config.json", r#"{"mcpServers":{"x":{"command":"y"}}}"#),
        ("empty.json", r#"{"tools":[]}"#),
        ("error.json", r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}}"#),
        ("server.json", r#"{"name":"io.x/y","version":"1","packages":[{"identifier":"y"}]}"#),
    ]);
    let (rulebook, overrides) = (rulebook(), Overrides::default());
    let engine = Engine::new(&rulebook, &overrides, Walk::default(), 2, &Silent).expect("threads");
    let survey = engine.survey(find(&[dir.path().to_owned()], &Walk::default()), |_| ());
    let report = &survey.report;
    adds_up(report);
    assert_eq!(report.files_seen(), 5);
    assert_eq!(report.empty, ["empty.json"]);
    let skipped: Vec<(&str, &str)> = report.skipped.iter().map(|s| (s.source.as_str(), s.reason.code())).collect();
    assert_eq!(
        skipped,
        [("error.json", "error-answer"), ("config.json", "not-a-manifest"), ("server.json", "not-a-manifest")]
    );
    assert!(report.skipped.iter().any(|s| matches!(s.reason, SkipReason::NotAManifest(what) if !what.is_empty())));
    assert!(report.lost_something());
}

#[test]
fn the_corpus_adds_up_and_both_passes_agree() {
    let Some(shared) = shared() else { return };
    let path: PathBuf = shared.join("corpus/raw");
    let (rulebook, overrides, posture) = (rulebook(), Overrides::default(), posture());
    let engine = Engine::new(&rulebook, &overrides, Walk::default(), 0, &Silent).expect("threads");
    let survey = engine.survey(find(&[path], &Walk::default()), |judged| record_lines(&posture, judged));
    adds_up(&survey.report);
    assert!(survey.catalogue.servers.is_sorted_by(|a, b| a.slug < b.slug), "slugs differ and are sorted");
    let all = 0..survey.catalogue.servers.len();
    let (again, bugs) =
        engine.revisit(&survey, all, "again", |_, judged| Ok(record_lines(&posture, judged))).expect("nothing changes");
    assert!(bugs.is_empty(), "{bugs:?}");
    let again: Vec<Vec<u8>> = again.into_iter().map(|(_, lines)| lines).collect();
    assert_eq!(again, survey.made);
}

#[test]
fn a_file_that_changes_between_the_passes_ends_the_run() {
    let dir = folder(&[("a.json", r#"{"tools":[{"name":"x"}]}"#)]);
    let (rulebook, overrides) = (rulebook(), Overrides::default());
    let engine = Engine::new(&rulebook, &overrides, Walk::default(), 1, &Silent).expect("threads");
    let survey = engine.survey(find(&[dir.path().to_owned()], &Walk::default()), |_| ());
    std::fs::write(dir.path().join("a.json"), r#"{"tools":[{"name":"y"}]}"#).expect("a file");
    let site = Site::new(SiteOptions::default(), &rulebook, &survey.catalogue, &Default::default()).expect("templates");
    let all = [posture()];
    let postures = Postures::named(&all, &[Posture::DEFAULT]).expect("the default posture");
    let error = engine.publish(&survey, &site, &postures, &MemorySink::default()).expect_err("changed");
    assert!(matches!(error, RunError::Changed(_)), "{error}");
}

#[test]
fn a_panic_costs_one_server_and_is_named() {
    let dir = folder(&[("a.json", r#"{"tools":[{"name":"x"}]}"#), ("b.json", r#"{"tools":[{"name":"x"}]}"#)]);
    let (rulebook, overrides) = (rulebook(), Overrides::default());
    let engine = Engine::new(&rulebook, &overrides, Walk::default(), 2, &Silent).expect("threads");
    let inputs = find(&[dir.path().to_owned()], &Walk::default());
    let survey = engine.survey(inputs.clone(), |judged| assert_ne!(judged.slug.as_str(), "a", "a made-up failure"));
    assert_eq!(survey.catalogue.servers.len(), 1);
    assert_eq!(survey.report.skipped.len(), 1);
    assert_eq!(
        (survey.report.skipped[0].source.as_str(), survey.report.skipped[0].reason),
        ("a.json", SkipReason::OurBug)
    );
    let survey = engine.survey(inputs, |_| ());
    let (done, bugs) = engine
        .revisit(&survey, 0..2, "again", |_, judged| {
            assert_ne!(judged.slug.as_str(), "b", "a made-up failure");
            Ok(())
        })
        .expect("the run goes on");
    assert_eq!(done, [(0, ())]);
    assert_eq!(bugs.len(), 1);
    assert_eq!(bugs[0].diagnostic.source, "b.json");
}

#[test]
fn what_is_called_otherwise_is_as_if_it_was_made_so() {
    let tools = r#"{"tools":[{"name":"delete_note","description":"Deletes a note."},{"name":"get_note"}]}"#;
    let dir = folder(&[("x/tools.json", tools), ("y/tools.json", tools), ("y/other.json", tools)]);
    let (rulebook, overrides, posture) = (rulebook(), Overrides::default(), posture());
    let engine = Engine::new(&rulebook, &overrides, Walk::default(), 2, &Silent).expect("threads");
    let inputs = find(&[dir.path().to_owned()], &Walk::default());
    let made_again = engine.survey(inputs.clone(), |judged| record_lines(&posture, judged));
    let renamed = engine.survey_renaming(
        inputs.clone(),
        |judged| record_lines(&posture, judged),
        |lines, from, to| *lines = of_another_server(lines, from, to),
    );
    let slugs: Vec<&str> = renamed.catalogue.servers.iter().map(|server| server.slug.as_str()).collect();
    assert_eq!(slugs, ["other", "x-tools", "y-tools"]);
    assert_eq!(renamed.made, made_again.made);
    assert_eq!((&renamed.catalogue, &renamed.report), (&made_again.catalogue, &made_again.report));
    let counted = engine.tally(inputs);
    assert_eq!((counted.catalogue, counted.report), (made_again.catalogue, made_again.report));
}

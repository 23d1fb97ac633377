//! `toolrisk.toml`: what it changes about a site, what it refuses, and the file that `init`
//! writes; and `serve --watch`, which reads it again whenever it changes.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const MANIFEST: &str = r#"{"tools":[{"name":"delete_user","description":"Deletes a user."},{"name":"list_users","description":"Lists users."}]}"#;

const LOGO: &str =
    r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 32"><path fill="#0b4f3f" d="M0 0h64v32H0z"/></svg>"##;

/// A folder to work in.
struct Place(TempDir);

impl Place {
    fn new(files: &[(&str, &str)]) -> Place {
        let place = Place(tempfile::tempdir().expect("a folder"));
        place.write("manifests/a.json", MANIFEST);
        for (path, text) in files {
            place.write(path, text);
        }
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Runs the program: exit status and standard error.
    fn run(&self, args: &[&str]) -> (i32, String) {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("toolrisk"));
        let output = command.env_clear().current_dir(self.0.path()).args(args).output().expect("it starts");
        (output.status.code().expect("no signal"), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    #[track_caller]
    fn good(&self, args: &[&str]) {
        let (code, said) = self.run(args);
        assert_eq!(code, 0, "{said}");
    }

    /// All files below a folder.
    fn tree(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = walkdir::WalkDir::new(self.path(folder)).into_iter().map(|entry| entry.expect("readable"));
        let files = entries.filter(|entry| entry.file_type().is_file());
        files
            .map(|entry| {
                let path = entry.path().strip_prefix(self.path(folder)).expect("below").to_owned();
                (path, fs::read(entry.path()).expect("readable"))
            })
            .collect()
    }
}

#[test]
fn the_file_that_init_writes_changes_nothing_and_every_key_of_it_works() {
    let place = Place::new(&[]);
    place.good(&["build", "manifests", "--out", "without"]);
    place.good(&["init"]);
    let (code, said) = place.run(&["init"]);
    assert!(code == 1 && said.contains("toolrisk.toml exists already") && said.contains("--force"), "{said}");
    place.write("toolrisk.toml", "mine");
    assert_eq!(place.run(&["init"]).0, 1);
    assert_eq!(place.read("toolrisk.toml"), "mine");
    place.good(&["init", "--force"]);
    place.good(&["build", "manifests", "--out", "with"]);
    assert!(place.tree("with") == place.tree("without"), "a file without a live key changes nothing");

    let text = place.read("toolrisk.toml");
    let live = text.lines().map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line));
    place.write("own/toolrisk.toml", &live.collect::<Vec<_>>().join("\n"));
    place.write("own/manifests/a.json", MANIFEST);
    place.write("own/logo.svg", LOGO);
    place.write("own/moved.txt", "");
    place.write("own/imprint.md", "# About\n\nWe keep it.\n");
    fs::create_dir_all(place.path("own/templates")).expect("a folder");
    place.good(&["build", "--config", "own/toolrisk.toml"]);
    let page = place.read("own/site/pages/imprint.html");
    assert!(page.contains("<h1 class=plain>Imprint</h1>") && page.contains("<p>We keep it.</p>"), "{page}");
    assert_eq!(
        place.tree("own/site")[&PathBuf::from("assets/style.css")],
        place.tree("with")[&PathBuf::from("assets/style.css")]
    );
}

#[test]
fn the_example_of_the_readme_is_read() {
    let readme = fs::read_to_string(crate::support::root().join("README.md")).expect("the readme");
    let blocks = readme.split("```toml\n").skip(1).map(|rest| rest.split("```").next().expect("an end"));
    let example = blocks.into_iter().find(|block| block.contains("[logo]")).expect("an example");
    let place = Place::new(&[("toolrisk.toml", example), ("logo.svg", LOGO), ("imprint.md", "# Imprint\n")]);
    place.good(&["build"]);
    assert!(place.path("site/pages/imprint.html").is_file() && !place.path("site/accuracy").exists());
}

#[test]
fn a_site_can_be_the_operators_own() {
    let place = Place::new(&[
        (
            "toolrisk.toml",
            "title = \"Our tools\"\nbase-url = \"https://example.org/tools/\"\ninputs = [\"manifests\"]\nout = \"public\"\n\
            postures = [\"strict\"]\ntemplates = \"templates\"\nfooter = \"Kept by *us*, see the [imprint](imprint.md).\"\n\
            [logo]\nfile = \"logo.svg\"\nalt = \"Example \\\"Ltd\\\"\"\n\
            [colours.light]\npaper = \"#ffffff\"\nline = \"#ccc\"\n[colours.dark]\nlink = \"#8fe3c4\"\n\
            [[pages]]\nfile = \"texts/imprint.md\"\n[[pages]]\nfile = \"texts/help.md\"\ntitle = \"Help\"\nplace = \"header\"\n\
            [[pages]]\nfile = \"texts/hidden.md\"\nplace = \"none\"\n",
        ),
        ("logo.svg", LOGO),
        (
            "templates/about.html",
            "{% extends \"layout.html\" %}{% block main %}<h1 class=plain>Ours</h1>{% endblock %}",
        ),
        (
            "texts/imprint.md",
            "# Imprint\n\nSee [a tool](servers/a/delete_user.html), the [start](index.html) and [help](help.md).\n",
        ),
        ("texts/help.md", "## Ask\n\n[Hidden](hidden.md)\n"),
        ("texts/hidden.md", "# Hidden\n"),
    ]);
    place.good(&["site"]);
    let home = place.read("public/index.html");
    assert!(home.contains("<title>Catalogue · Our tools</title>"), "{home}");
    assert!(home.contains(
        "<img src=\"assets/logo.svg\" alt=\"Example &#34;Ltd&#34;\" width=\"64\" height=\"32\">Our tools</a>"
    ));
    assert_eq!(place.read("public/assets/logo.svg"), LOGO);
    let (head, foot) = home.split_once("<main").expect("a main part");
    assert!(head.contains("<a href=\"pages/help.html\">Help</a>") && !head.contains("imprint"));
    assert!(foot.contains("<a href=\"pages/imprint.html\">Imprint</a>") && !home.contains("hidden.html"));
    assert!(foot.contains("<p>Kept by <em>us</em>, see the <a href=\"pages/imprint.html\">imprint</a>.</p>"));
    let tool = place.read("public/servers/a/delete_user.html");
    assert!(
        tool.contains("<img src=\"../../assets/logo.svg\"")
            && tool.contains("see the <a href=\"../../pages/imprint.html\">")
    );
    assert!(place.read("public/about.html").contains("<h1 class=plain>Ours</h1>"));
    assert!(place.read("public/servers/a/index.html").contains("<code>strict</code>"));
    let imprint = place.read("public/pages/imprint.html");
    for link in ["../servers/a/delete_user.html", "../index.html", "\"help.html\""] {
        assert!(imprint.contains(link), "{link}");
    }
    assert!(
        place
            .read("public/pages/help.html")
            .contains("<h1 class=plain>Help</h1>\n<div class=own>\n<h2 id=\"ask\">Ask</h2>")
    );
    let css = place.read("public/assets/style.css");
    assert!(css.contains("--paper:light-dark(#fff,#15171b)") && css.contains("--link:light-dark(#174a9c,#8fe3c4)"));

    // The command line counts more; paths start from the file.
    place.good(&["build", "--title", "Other", "--out", "other", "--posture", "recommended"]);
    let other = place.read("other/servers/a/index.html");
    assert!(other.contains("· Other</title>") && other.contains("<code>recommended</code>"));
    fs::create_dir_all(place.path("elsewhere")).expect("a folder");
    fs::rename(place.path("toolrisk.toml"), place.path("named.toml")).expect("renamed");
    let before = place.tree("public");
    place.good(&["site", "--config", "named.toml"]);
    assert!(place.tree("public") == before, "the same by any name");
}

#[test]
fn a_folder_of_pages_is_linked_in_the_footer() {
    let place = Place::new(&[
        ("toolrisk.toml", "pages = \"texts\"\n"),
        ("texts/b.md", "# Second\n"),
        ("texts/a.md", "# First\n"),
        ("texts/notes.txt", "no page"),
    ]);
    place.good(&["build", "manifests"]);
    let home = place.read("site/index.html");
    let (first, second) =
        (home.find("pages/a.html\">First").expect("a link"), home.find("pages/b.html\">Second").expect("a link"));
    assert!(home.find("<footer").expect("a footer") < first && first < second);
    place.write("texts/law/a.md", "# Third\n");
    let (code, said) = place.run(&["build", "manifests"]);
    assert!(code == 1 && said.contains("toolrisk.toml:1:1: another page stands at pages/a.html already"), "{said}");
}

#[test]
fn every_mistake_has_a_place_and_a_cure() {
    /// A settings file, the files beside it, and what is said.
    type Case<'c> = (&'c str, &'c [(&'c str, &'c str)], &'c str);
    let cases: [Case<'_>; 16] = [
        ("titel = 1", &[], "toolrisk.toml:1:1: there is no key `titel`; did you mean `title`?"),
        ("postures = [\"strikt\"]", &[], "toolrisk.toml:1:13: there is no posture `strikt`; did you mean `strict`?"),
        (
            "without = [\"rule\"]",
            &[],
            "toolrisk.toml:1:12: there is no kind of pages to leave out `rule`; did you mean `rules`?",
        ),
        ("\ninputs = [\"nowhere\"]", &[], "toolrisk.toml:2:11: there is no file or folder nowhere; paths are relative"),
        ("templates = \"t\"", &[], "toolrisk.toml:1:13: cannot read t: it does not exist; paths are relative"),
        (
            "templates = \"t\"",
            &[("t/tools.html", "")],
            "there is no template `tools.html` to replace; the templates are",
        ),
        ("[logo]\nfile = \"l.svg\"\nalt = \"x\"", &[], "toolrisk.toml:2:8: cannot read l.svg: it does not exist"),
        (
            "[logo]\nfile = \"l.svg\"\nalt = \"x\"",
            &[("l.svg", "GIF")],
            "toolrisk.toml:2:8: the logo is neither SVG nor PNG",
        ),
        (
            "[colours.dark]\nink = \"#333\"",
            &[],
            "toolrisk.toml:2:7: in the dark theme, ink (#333) on paper (#15171b) has a contrast of 1.42:1",
        ),
        ("footer = \"<b>x</b>\"", &[], "toolrisk.toml:1:10: HTML is not taken over"),
        ("footer = \"[x](nowhere.html)\"", &[], "the site has no page nowhere.html"),
        ("[[pages]]\nfile = \"p.md\"", &[], "toolrisk.toml:2:8: cannot read p.md: it does not exist"),
        ("[[pages]]\nfile = \"p.md\"", &[("p.md", "text")], "p.md:1:1: the page has no title; begin it with `# Title`"),
        ("[[pages]]\nfile = \"p.md\"", &[("p.md", "# T\n\na <b>b</b>")], "p.md:3:3: HTML is not taken over"),
        (
            "[[pages]]\nfile = \"p.md\"",
            &[("p.md", "# T\n\n[x](servers/b/index.html)")],
            "p.md:3:1: the site has no page servers/b/index.html",
        ),
        (
            "[[pages]]\nfile = \"p.md\"\n[[pages]]\nfile = \"q/p.md\"",
            &[("p.md", "# T"), ("q/p.md", "# U")],
            "toolrisk.toml:4:8: another page stands at pages/p.html already",
        ),
    ];
    for (text, files, want) in cases {
        let place = Place::new(files);
        place.write("toolrisk.toml", text);
        let args: &[&str] = if text.contains("inputs") { &["build"] } else { &["build", "manifests"] };
        let (code, said) = place.run(args);
        assert!(code == 1 && said.contains(want), "{text}\n{said}");
        assert!(!place.path("site").exists(), "{text}: nothing is written");
    }
    let place = Place::new(&[]);
    let (code, said) = place.run(&["build", "--config", "none.toml"]);
    assert!(code == 1 && said.contains("cannot read none.toml: it does not exist"), "{said}");
    for args in [&["site"][..], &["site", "manifests"], &["site", "--out", "x"]] {
        let (code, said) = place.run(args);
        assert!(code == 2 && said.contains("toolrisk.toml"), "{said}");
    }
}

#[cfg(all(feature = "serve", unix))]
mod watch {
    use super::*;
    use crate::publishing::get;
    use std::io::{BufRead, BufReader};
    use std::process::{Child, ChildStderr, Command, Stdio};

    /// A program that watches.
    struct Watching {
        child: Child,
        address: String,
        said: BufReader<ChildStderr>,
    }

    impl Watching {
        fn start(place: &Place, args: &[&str]) -> Watching {
            let mut child = Command::new(assert_cmd::cargo::cargo_bin!("toolrisk"))
                .env_clear()
                .env("TMPDIR", place.path("tmp"))
                .current_dir(place.0.path())
                .args(["serve", "--port", "0"])
                .args(args)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("the program starts");
            let mut line = String::new();
            BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("an address");
            let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
            let said = BufReader::new(child.stderr.take().expect("a pipe"));
            Watching { child, address, said }
        }

        fn get(&self, path: &str) -> String {
            get(&self.address, path)
        }

        /// The number of the build after this one. Asks again, as a page does, because a build
        /// on a machine that is busy takes longer than an answer is waited for.
        fn after(&self, build: &str) -> String {
            let ask = || {
                let answer = self.get(&format!("/.toolrisk/wait?since={build}"));
                assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
                answer.rsplit("\r\n").next().expect("a body").to_owned()
            };
            (0..8).map(|_| ask()).find(|now| now != build).expect("a build within some minutes")
        }

        /// Reads what the program says until a line holds these words.
        fn says(&mut self, words: &str) -> String {
            let mut all = String::new();
            while !all.contains(words) {
                let mut line = String::new();
                assert_ne!(self.said.read_line(&mut line).expect("text"), 0, "it ended without {words:?}: {all}");
                all.push_str(&line);
            }
            all
        }

        /// Ends the program as Ctrl-C does.
        fn end(mut self) {
            let pid = self.child.id().to_string();
            assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill").success());
            assert_eq!(self.child.wait().expect("it ends").code(), Some(0));
        }
    }

    #[test]
    fn a_change_reaches_the_page_and_a_mistake_does_not() {
        let place = Place::new(&[("toolrisk.toml", "inputs = [\"manifests\"]\n"), ("tmp/x", "")]);
        place.write("manifests/b.json", &MANIFEST.replace("user", "role"));
        let mut watching = Watching::start(&place, &["out", "--watch"]);
        let page = watching.get("/servers/a/index.html");
        assert!(page.contains("delete_<wbr>user"), "{page}");
        let script = "<script src=\"/.toolrisk/reload.js\" data-since=\"1\" defer></script>\n</body>";
        assert!(page.contains(script) && watching.get("/none").contains(script));
        let policy = page.lines().find(|line| line.starts_with("content-security-policy")).expect("the header");
        assert!(
            policy.contains("script-src 'self';")
                && policy.contains("connect-src 'self';")
                && !policy.contains("unsafe")
        );
        assert!(page.contains("cache-control: no-store") && !page.contains("last-modified"));
        assert!(watching.get("/.toolrisk/reload.js").contains("text/javascript"));
        assert!(watching.get("/.toolrisk/wait").starts_with("HTTP/1.1 400"));
        assert!(watching.get("/.toolrisk-receipt").starts_with("HTTP/1.1 404"));
        assert!(!watching.get("/assets/style.css").contains("<script"));
        assert!(!place.read("out/servers/a/index.html").contains(".toolrisk/"), "written pages have no such script");
        // What lets pages ask must be allowed by the pages themselves, too.
        assert!(place.read("out/index.html").contains("default-src 'self';"));

        let untouched =
            fs::metadata(place.path("out/servers/b/index.html")).and_then(|meta| meta.modified()).expect("a time");
        place.write("manifests/a.json", &MANIFEST.replace("list_users", "read_users"));
        assert_eq!(watching.after("1"), "2");
        let said = watching.says("files:");
        assert!(watching.says("files:").contains("changed: manifests/a.json"), "{said}");
        let page = watching.get("/servers/a/index.html");
        assert!(page.contains("read_<wbr>users") && page.contains("data-since=\"2\""), "{page}");
        let now =
            fs::metadata(place.path("out/servers/b/index.html")).and_then(|meta| meta.modified()).expect("a time");
        assert_eq!(now, untouched, "what comes out the same is not written");

        // A manifest, the settings and a template that are broken: each is reported, nothing changes.
        let before = place.tree("out");
        place.write("manifests/a.json", "{\"tools\": [");
        let said = watching.says("the last good site stays");
        assert!(said.contains("manifests/a.json cannot be used any more; mend it, or remove it"), "{said}");
        place.write("toolrisk.toml", "inputs = [\"manifests\"]\ntemplates = \"own\"\ntitle = 1\n");
        assert!(watching.says("the last good site stays").contains("toolrisk.toml:3:9: invalid type"));
        place.write("manifests/a.json", MANIFEST);
        watching.says("the last good site stays");
        place.write("own/about.html", "{% extends \"layout.html\" %}{% block main %}{{ v.nothing }}{% endblock %}");
        place.write("toolrisk.toml", "inputs = [\"manifests\"]\ntemplates = \"own\"\ntitle = \"Ours\"\n");
        assert!(watching.says("the last good site stays").contains("template `about.html` failed"));
        assert!(place.tree("out") == before, "not a byte of a build that failed is written");
        assert!(watching.get("/servers/a/index.html").contains("data-since=\"2\""));

        // Mended, and a file of the settings that was not looked at when it all began.
        place.write(
            "own/about.html",
            "{% extends \"layout.html\" %}{% block main %}<h1 class=plain>Ours</h1>{% endblock %}",
        );
        assert_eq!(watching.after("2"), "3");
        assert!(watching.get("/about.html").contains("<h1 class=plain>Ours</h1>"));
        assert!(watching.get("/servers/a/index.html").contains("list_<wbr>users"));
        fs::remove_file(place.path("manifests/b.json")).expect("it is there");
        assert_eq!(watching.after("3"), "4");
        assert!(watching.get("/servers/b/index.html").starts_with("HTTP/1.1 404"));
        watching.end();
        assert!(place.path("out/index.html").is_file());
    }

    #[test]
    fn a_temporary_folder_is_gone_in_the_end_and_many_changes_are_one_build() {
        let place = Place::new(&[("tmp/x", "")]);
        let mut watching = Watching::start(&place, &["--watch", "manifests"]);
        let folders = || fs::read_dir(place.path("tmp")).expect("the folder").count() - 1;
        assert_eq!(folders(), 1);
        for i in 0..40 {
            place.write(&format!("manifests/more/m{i}.json"), MANIFEST);
        }
        assert_eq!(watching.after("1"), "2");
        watching.says("changed: ");
        assert!(
            watching.get("/servers/m39/index.html").contains("data-since=\"2\""),
            "all of them are in the one build"
        );
        watching.end();
        assert_eq!(folders(), 0);
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        let place = Place::new(&[]);
        for (args, want) in [
            (&["serve", "--watch", "-"][..], "standard input cannot be watched"),
            (&["serve", "site", "--title", "x"], "--title is for building; add --watch"),
            (&["serve"], "required"),
            (&["serve", "--any", "--watch", "manifests"], "cannot be used with"),
        ] {
            let (code, said) = place.run(args);
            assert!(code == 2 && said.contains(want), "{said}");
        }
        let (code, said) = place.run(&["serve", "--port", "0", "--watch", "none"]);
        assert!(code == 1 && said.contains("no tool found"), "{said}");
    }
}

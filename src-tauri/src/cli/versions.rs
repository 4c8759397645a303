//! `copydesk versions`: older states of a post. Nothing of this asks a blog.

use super::args::Versions;
use super::failure::{Exit, Failure};
use super::output::{count, table, time};
use super::session::Session;
use app::wire::library::OnePost;
use app::wire::versions::{OneVersion, VersionView, WhyKept};
use serde_json::{Value, json};

/// How many letters of a version's name the list shows.
const SHOWN: usize = 8;

/// Lists the versions of a post, prints one, or brings one back.
pub fn versions(session: &Session, what: &Versions) -> Result<Exit, Failure> {
    session.library()?;
    let post = session.post(&what.file)?;
    let path = post.path.clone();
    let versions = session.app.versions_of(OnePost { path: path.clone() })?;
    let named = |word: &String| {
        chosen(&versions, word).map(|version| OneVersion { path: path.clone(), id: version.id.clone() })
    };
    match (&what.show, &what.restore) {
        (Some(word), _) => show(session, &named(word)?),
        (_, Some(word)) => restore(session, &named(word)?),
        _ => {
            list(session, &path, &versions);
            Ok(Exit::Done)
        }
    }
}

fn list(session: &Session, path: &str, versions: &[VersionView]) {
    let rows: Vec<[String; 5]> = versions
        .iter()
        .map(|version| {
            let now = if version.present { ", as it is now" } else { "" };
            let blog = if version.blog.is_empty() { String::new() } else { format!(" ({})", version.blog) };
            [
                short(&version.id).to_owned(),
                time(version.at_ms),
                version.words.to_string(),
                format!("{:+}", version.gained),
                format!("{}{blog}{now}", word(version.why)),
            ]
        })
        .collect();
    let documents: Vec<Value> = versions.iter().map(document).collect();
    session
        .output
        .result(&table(["VERSION", "KEPT", "WORDS", "GAINED", "WHY"], &rows), &Value::Array(documents));
    session.output.message(&format!("{} of {path}", count(versions.len(), "version")));
}

fn show(session: &Session, version: &OneVersion) -> Result<Exit, Failure> {
    let bytes = session.app.version_bytes(version)?;
    let text = String::from_utf8_lossy(&bytes);
    session.output.result(&text, &json!({ "file": version.path, "version": version.id, "text": text }));
    Ok(Exit::Done)
}

fn restore(session: &Session, version: &OneVersion) -> Result<Exit, Failure> {
    session.app.restore_version(version.clone())?;
    let words = format!(
        "{} is again as it was in version {}. The text before is kept as a version.\n",
        version.path,
        short(&version.id)
    );
    session.output.result(&words, &json!({ "file": version.path, "restored": version.id }));
    Ok(Exit::Done)
}

/// The one version whose name begins so.
fn chosen<'a>(versions: &'a [VersionView], word: &str) -> Result<&'a VersionView, Failure> {
    let wanted = word.to_ascii_lowercase();
    let is_it =
        |version: &&VersionView| version.id.starts_with(&wanted) || tail(&version.id).starts_with(&wanted);
    let mut found = versions.iter().filter(is_it);
    let hint = "Nothing was changed. The list shows their names: copydesk versions FILE";
    match (found.next(), found.next()) {
        (Some(version), None) => Ok(version),
        (Some(_), Some(_)) => {
            Err(Failure::new(Exit::Input, format!("Several versions begin with \"{word}\"."), hint))
        }
        _ => Err(Failure::new(Exit::Input, format!("No version begins with \"{word}\"."), hint)),
    }
}

/// The part of a version's name that tells it from others; what is before it is only the time.
fn tail(id: &str) -> &str {
    id.split_once('-').map_or(id, |(_, tail)| tail)
}

fn short(id: &str) -> &str {
    let name = tail(id);
    name.get(..SHOWN).unwrap_or(name)
}

fn word(why: WhyKept) -> &'static str {
    match why {
        WhyKept::Saved => "saved",
        WhyKept::Published => "sent",
        WhyKept::Pulled => "pulled",
        WhyKept::Merged => "merged",
        WhyKept::Replaced => "replaced",
        WhyKept::OtherSide => "other side",
        WhyKept::Restored => "restored",
        WhyKept::Unknown => "kept",
    }
}

fn document(version: &VersionView) -> Value {
    json!({
        "version": version.id,
        "at": time(version.at_ms),
        "why": word(version.why),
        "blog": Some(&version.blog).filter(|blog| !blog.is_empty()),
        "words": version.words,
        "gained": version.gained,
        "present": version.present,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_named_by_its_first_letters() {
        let version = |id: &str| VersionView {
            id: id.into(),
            at_ms: 0.0,
            why: WhyKept::Saved,
            blog: String::new(),
            words: 1,
            gained: 0,
            present: false,
        };
        let all = [
            version("000000000001000-3f2a77"),
            version("000000000002000-3f9911"),
            version("00aa11bb22cc33dd"),
        ];
        for (word, expected) in [
            ("3f2", Some(0)),
            ("3F9", Some(1)),
            ("3f", None),
            ("000000000002000-3f9911", Some(1)),
            ("00aa", Some(2)),
            ("77", None),
        ] {
            let found = chosen(&all, word).ok();
            assert_eq!(found.map(|version| &version.id), expected.map(|at: usize| &all[at].id), "{word}");
        }
        assert_eq!((short(&all[0].id), short(&all[2].id)), ("3f2a77", "00aa11bb"));
    }
}

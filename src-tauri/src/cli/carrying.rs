//! `copydesk export` and `copydesk import`: the library out of the door, and other libraries in.

use super::args::{Export, ExportForm as Form, Import};
use super::failure::{Exit, Failure};
use super::output::count;
use super::progress::watched;
use super::session::Session;
use app::wire::carrying::{ExportForm, ExportPosts, ImportFrom, ImportOutcome, ImportRow, ImportView};
use serde_json::{Value, json};

/// Writes what was asked for.
pub fn export(session: &Session, what: &Export) -> Result<Exit, Failure> {
    session.library()?;
    let posts = what.posts.iter().map(|file| Ok(session.post(file)?.path)).collect::<Result<_, Failure>>()?;
    let request = ExportPosts {
        form: match what.form {
            Form::Zip => ExportForm::Zip,
            Form::Wxr => ExportForm::Wxr,
            Form::Html => ExportForm::Html,
        },
        to: what.path.to_string_lossy().into_owned(),
        posts,
        replace: session.says_yes(),
        records: what.records,
    };
    let exported = watched(session, |app| app.export_posts(request))?;
    for note in &exported.notes {
        session.output.message(note);
    }
    let things = if what.form == Form::Zip { "file" } else { "post" };
    session.output.message(&count(exported.count as usize, things));
    session.output.result(
        &format!("{}\n", exported.place),
        &json!({ "file": exported.place, "count": exported.count, "notes": exported.notes }),
    );
    Ok(Exit::Done)
}

/// Shows what would come; brings it after a yes.
pub fn import(session: &Session, what: &Import) -> Result<Exit, Failure> {
    session.library()?;
    let from = std::path::absolute(&what.path).unwrap_or_else(|_| what.path.clone());
    let request = ImportFrom { from: from.to_string_lossy().into_owned() };
    let plan = watched(session, |app| app.plan_import(request.clone()))?;
    if what.dry_run || plan.new == 0 {
        tell(session, &plan);
        return Ok(Exit::Done);
    }
    session.output.message(&plan.headline);
    session.confirm("Bring them?")?;
    let done = watched(session, |app| app.import_posts(request))?;
    tell(session, &done);
    Ok(Exit::Done)
}

fn tell(session: &Session, view: &ImportView) {
    let lines: String = view.rows.iter().map(line).collect();
    let rows: Vec<Value> = view.rows.iter().map(document).collect();
    let summary = json!({
        "new": view.new,
        "here": view.here,
        "skipped": view.skipped,
        "stopped": view.stopped,
        "notes": view.notes,
        "posts": rows,
    });
    session.output.result(&lines, &summary);
    for note in &view.notes {
        session.output.message(note);
    }
    session.output.message(&view.headline);
}

fn line(row: &ImportRow) -> String {
    let place = row.path.as_deref().unwrap_or(&row.title);
    let why = if row.why.is_empty() { String::new() } else { format!("  {}\n", row.why) };
    format!("{place}: {}\n{why}", word(row.outcome))
}

fn document(row: &ImportRow) -> Value {
    json!({ "title": row.title, "file": row.path, "outcome": word(row.outcome), "why": row.why })
}

fn word(outcome: ImportOutcome) -> &'static str {
    match outcome {
        ImportOutcome::New => "new",
        ImportOutcome::Here => "here already",
        ImportOutcome::Skipped => "left out",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_where_it_is_or_why_it_is_not() {
        for (outcome, path, why, text) in [
            (ImportOutcome::New, Some("a.md"), "", "a.md: new\n"),
            (ImportOutcome::Here, Some("a.md"), "It differs.", "a.md: here already\n  It differs.\n"),
            (ImportOutcome::Skipped, None, "It is no post.", "A: left out\n  It is no post.\n"),
        ] {
            let row =
                ImportRow { title: "A".into(), outcome, path: path.map(str::to_owned), why: why.into() };
            assert_eq!(line(&row), text);
        }
    }
}
